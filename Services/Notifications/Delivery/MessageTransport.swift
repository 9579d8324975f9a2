package import Contracts

/// A message on its way out, in the form of its channel.
package struct OutgoingMessage: Sendable {
  package var messageID: MessageID
  package var address: String
  package var content: [UInt8]
}

/// What became of an attempt to hand a message over.
package enum DeliveryOutcome: Equatable, Sendable {
  case sent
  /// Certainly not taken, and may be later.
  case notNow
  /// Never will be; why, as a code.
  case refused(reason: String)
  /// The connection broke after everything had been said: nobody knows.
  case unknown
}

/// Hands messages over.
package protocol MessageTransport: Sendable {
  /// Whether handing the same message over twice leaves one: then an attempt in doubt may simply be repeated.
  var isIdempotent: Bool { get }
  func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome
}
