import Contracts

/// When keys that sign access tokens come and go.
///
/// A key is published at once and signs only after ``settling``, when every verifier has fetched it; it stays published
/// until the last token that it signed has expired.
enum KeyRotation {
  struct Key: Sendable, Equatable {
    let keyID: String
    let createdAt: Instant
  }

  /// Longer than verifiers keep the keys that they fetched.
  static let settling = Seconds(900)
  static let period = Seconds(30 * 86_400)
  /// Past its successor's settling no token is signed by a key, and tokens live for minutes: a day is plenty.
  static let retention = Seconds(31 * 86_400)

  static func isDue(_ keys: [Key], at now: Instant) -> Bool {
    guard let newest = keys.map(\.createdAt).max() else { return true }
    return newest.advanced(by: period) <= now
  }

  /// The key to sign with; `nil` only without keys.
  static func signing(_ keys: [Key], at now: Instant) -> Key? {
    let byAge = keys.sorted { ($0.createdAt, $0.keyID) < ($1.createdAt, $1.keyID) }
    return byAge.last { $0.createdAt.advanced(by: settling) <= now } ?? byAge.first
  }

  static func isExpired(_ key: Key, at now: Instant) -> Bool { key.createdAt.advanced(by: retention) <= now }
}
