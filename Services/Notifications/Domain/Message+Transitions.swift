package import Contracts

/// How a message moves on. Each gives the message as it is afterwards; its version grows when others can see a difference.
extension Message {
  func deferred(until: Instant, reason: String, ruleIDs: [String], at now: Instant) -> Message {
    changing(at: now) { message in
      message.state = .deferred
      message.reason = reason
      message.ruleIDs = ruleIDs
      message.notBefore = until
      message.nextAt = until
    }
  }

  /// Looks again later, without anybody being told.
  func waiting(until: Instant) -> Message {
    var message = self
    message.nextAt = until
    return message
  }

  func settled(_ state: DeliveryState, reason: String?, ruleIDs: [String] = [], at now: Instant) -> Message {
    changing(at: now) { message in
      message.state = state
      message.reason = reason
      message.ruleIDs = ruleIDs
      message.notBefore = nil
      message.nextAt = nil
      message.leaseUntil = nil
    }
  }

  /// Taken for sending: until the lease ends nobody else touches it, and after it nobody sends it again.
  func claimed(templateVersion: Int, ruleIDs: [String], lease: Seconds, at now: Instant) -> Message {
    var message = self
    message.state = .sending
    message.templateVersion = templateVersion
    message.ruleIDs = ruleIDs
    message.nextAt = nil
    message.attempt += 1
    message.attemptedAt = now
    message.leaseUntil = now.advanced(by: lease)
    return message
  }

  func sent(at now: Instant) -> Message {
    var message = settled(.sent, reason: nil, ruleIDs: ruleIDs, at: now)
    message.sentAt = now
    return message
  }

  /// Not taken by the server for now: tried again after a delay that grows, until there have been enough attempts.
  func retried(_ policy: SendingPolicy, at now: Instant) -> Message {
    guard attempt < policy.attempts else {
      return settled(.failed, reason: channel == .email ? "mail_server_unavailable" : "gateway_unavailable", at: now)
    }
    var message = self
    message.state = .pending
    message.leaseUntil = nil
    message.nextAt = now.advanced(by: policy.delay(afterAttempt: attempt))
    message.ruleIDs = []
    return message
  }

  private func changing(at now: Instant, _ change: (inout Message) -> Void) -> Message {
    var message = self
    change(&message)
    if message.event != event {
      message.version += 1
      message.changedAt = now
    }
    return message
  }
}

/// How persistently messages are handed over.
package struct SendingPolicy: Equatable, Sendable {
  /// Attempts at most.
  package var attempts: Int
  package var firstDelay: Seconds
  /// How long an attempt may take before its outcome counts as unknown.
  package var lease: Seconds

  package init(attempts: Int, firstDelay: Seconds, lease: Seconds) {
    self.attempts = attempts
    self.firstDelay = firstDelay
    self.lease = lease
  }

  /// Doubles with each attempt, up to six hours.
  func delay(afterAttempt attempt: Int) -> Seconds {
    Seconds(min(firstDelay.value << min(attempt - 1, 16), 6 * 3_600))
  }
}
