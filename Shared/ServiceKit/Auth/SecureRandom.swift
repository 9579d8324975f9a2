import CLibcrypto

/// Random bytes that nobody can guess.
public enum SecureRandom {
  /// - Throws: ``CryptographyError`` when the system has no entropy to give.
  public static func bytes(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw CryptographyError(operation: "RAND_bytes") }
    return bytes
  }

  /// 256 random bits in base64url, for a token that is shown to its owner once.
  public static func token() throws -> String {
    Base64URL.text(of: try bytes(32))
  }
}

/// libcrypto refused an operation.
public struct CryptographyError: Error, CustomStringConvertible {
  public let operation: String
  public var description: String { "libcrypto failed in \(operation)" }
}
