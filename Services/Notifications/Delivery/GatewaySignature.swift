package import Contracts
import ServiceKit

/// Shows that a request is from whom it says, and when it was made: HMAC-SHA-256 (RFC 2104) over `timestamp.body`.
package struct GatewaySignature: Sendable {
  package static let header = "X-Ronda-Signature"
  package static let timestampHeader = "X-Ronda-Timestamp"
  /// An older request may have been recorded and sent again.
  private static let longestAge = Seconds(300)
  private static let blockBytes = 64

  private let key: [UInt8]

  package init(secret: String) throws {
    let bytes = Array(secret.utf8)
    let key = bytes.count > Self.blockBytes ? try Digest.sha256(bytes) : bytes
    self.key = key + [UInt8](repeating: 0, count: Self.blockBytes - key.count)
  }

  /// `sha256=` and 64 hexadecimal digits.
  package func text(of body: [UInt8], timestamp: String) throws -> String {
    let inner = try Digest.sha256(key.map { $0 ^ 0x36 } + Array(timestamp.utf8) + [UInt8(ascii: ".")] + body)
    let outer = try Digest.sha256(key.map { $0 ^ 0x5C } + inner)
    let digits = Array("0123456789abcdef".utf8)
    return "sha256=" + String(decoding: outer.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Whether the signature is right and the request of these minutes.
  package func isGood(_ signature: String, of body: [UInt8], timestamp: String, at now: Instant) throws -> Bool {
    guard let made = Int64(timestamp), abs(now.milliseconds / 1_000 - made) <= Int64(Self.longestAge.value) else { return false }
    return Digest.equal(Array(signature.utf8), Array(try text(of: body, timestamp: timestamp).utf8))
  }
}
