import CLibcrypto

/// Digests of bytes that are not passwords.
public enum Digest {
  /// 32 bytes.
  public static func sha256(_ bytes: [UInt8]) throws -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    guard ronda_sha256(bytes, bytes.count, &digest) == 1 else { throw CryptographyError(operation: "EVP_Digest SHA-256") }
    return digest
  }

  /// 20 bytes. For names (``NamedUUID``), never for security.
  static func sha1(_ bytes: [UInt8]) throws -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 20)
    guard ronda_sha1(bytes, bytes.count, &digest) == 1 else { throw CryptographyError(operation: "EVP_Digest SHA-1") }
    return digest
  }

  /// Compares in a time that does not depend on where the two differ.
  public static func equal(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    first.count == second.count && CRYPTO_memcmp(first, second, first.count) == 0
  }
}
