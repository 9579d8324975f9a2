import Contracts

/// How often signing in to an account has failed, and how long it has to wait.
///
/// After the allowed number of failures each further attempt has to wait: a minute, then twice as long each time, a
/// quarter of an hour at most. A day without a failure forgets all.
struct SignInThrottle: Sendable, Equatable {
  var failures: Int
  var lastFailedAt: Instant
  var blockedUntil: Instant?

  enum Verdict: Equatable {
    /// The password may be checked. The attempt counts as failed until it has succeeded, so that attempts at the same
    /// time do not get around the limit.
    case mayTry(SignInThrottle)
    case mustWait(Seconds)
  }

  static func attempt(_ before: SignInThrottle?, at now: Instant, allowed: Int) -> Verdict {
    var throttle = before ?? SignInThrottle(failures: 0, lastFailedAt: now, blockedUntil: nil)
    if throttle.lastFailedAt.advanced(by: Seconds(86_400)) <= now { throttle.failures = 0 }
    if let until = throttle.blockedUntil, now < until {
      return .mustWait(Seconds(max(1, until.advanced(milliseconds: 999).seconds(since: now).value)))
    }
    throttle.failures += 1
    throttle.lastFailedAt = now
    let excess = throttle.failures - allowed
    throttle.blockedUntil = excess < 0 ? nil : now.advanced(by: Seconds(min(900, 60 << min(excess, 8))))
    return .mayTry(throttle)
  }
}
