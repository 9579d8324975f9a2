package import Contracts
package import ServiceKit

/// To an HTTP gateway for short messages. The gateway takes a message once, however often it is sent: its id is the `Idempotency-Key`.
package struct GatewayTransport: MessageTransport {
  package let isIdempotent = true
  private let outbound: Outbound
  private let url: String
  private let signature: GatewaySignature
  private let timeout: Duration
  private let clock: WallClock

  package init(outbound: Outbound, url: String, signature: GatewaySignature, timeout: Duration, clock: WallClock) {
    self.outbound = outbound
    self.url = url
    self.signature = signature
    self.timeout = timeout
    self.clock = clock
  }

  package func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
    do {
      let timestamp = String(clock.now.milliseconds / 1_000)
      let response = try await outbound.send(
        OutboundRequest(
          method: "POST", url: url,
          headers: [
            ("Content-Type", "application/json"), ("Idempotency-Key", message.messageID.description),
            (GatewaySignature.timestampHeader, timestamp),
            (GatewaySignature.header, try signature.text(of: message.content, timestamp: timestamp)),
          ],
          body: message.content, timeout: timeout))
      return switch response.status {
      // 409: it has the message already.
      case 200..<300, 409: .sent
      case 401, 403, 408, 429, 500...: .notNow
      default: .refused(reason: "rejected_by_gateway")
      }
    } catch let error as OutboundError where !error.isOutcomeUnknown {
      return .notNow
    } catch {
      return .unknown
    }
  }

  /// The body of a request: what is said to whom.
  package static func compose(_ channel: ContactChannel) -> Carrier.Composer {
    { text, messageID, address, _ in
      // Without the line break that a template ends with.
      try EventCoding.encode(
        GatewayMessage(messageID: messageID, channel: channel, recipient: address, text: text.body.trimmed))
    }
  }
}

private struct GatewayMessage: Encodable {
  let messageID: MessageID
  let channel: ContactChannel
  let recipient: String
  let text: String

  private enum CodingKeys: String, CodingKey {
    case messageID = "message_id"
    case channel
    case recipient = "to"
    case text
  }
}
