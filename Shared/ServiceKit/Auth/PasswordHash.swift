import CLibcrypto
import FoundationEssentials

/// A password as it is stored: scrypt (Percival, RFC 7914) with its parameters and salt,
/// `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, both in base64.
public struct PasswordHash: Sendable, Equatable {
  /// The cost of one attempt: 128 · r · 2^ln bytes of memory, p times over.
  public struct Cost: Sendable, Equatable {
    public let logarithm: Int
    public let blockSize: Int
    public let parallelism: Int

    public init(logarithm: Int, blockSize: Int, parallelism: Int) {
      self.logarithm = logarithm
      self.blockSize = blockSize
      self.parallelism = parallelism
    }

    /// 32 MiB, three times.
    public static let ordinary = Cost(logarithm: 15, blockSize: 8, parallelism: 3)
    /// For tests alone: no protection.
    public static let minimal = Cost(logarithm: 4, blockSize: 1, parallelism: 1)

    /// Whether it may be computed here; a forged hash must not be able to ask for all memory.
    var isAcceptable: Bool {
      (1...20).contains(logarithm) && (1...32).contains(blockSize) && (1...16).contains(parallelism) && memory <= 256 << 20
    }

    fileprivate var memory: UInt64 { 128 * UInt64(blockSize) << UInt64(logarithm) }
  }

  public let cost: Cost
  let salt: [UInt8]
  let hash: [UInt8]

  /// Reads the stored form; `nil` for anything else.
  public init?(stored text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Self.cost(parts[2]),
      let salt = Data(base64Encoded: String(parts[3])), let hash = Data(base64Encoded: String(parts[4])), hash.count >= 16
    else { return nil }
    self.cost = cost
    self.salt = [UInt8](salt)
    self.hash = [UInt8](hash)
  }

  /// Hashes a password with a new salt. Slow by design: run it on ``PasswordHasher``, not on a cooperative thread.
  public init(of password: String, cost: Cost = .ordinary) throws {
    self.cost = cost
    salt = try SecureRandom.bytes(16)
    hash = try Self.derive(password: Array(password.utf8), salt: salt, cost: cost, count: 32)
  }

  /// Whether the password is the one. As slow as hashing.
  public func matches(_ password: String) throws -> Bool {
    Digest.equal(hash, try Self.derive(password: Array(password.utf8), salt: salt, cost: cost, count: hash.count))
  }

  public var stored: String {
    let parameters = "ln=\(cost.logarithm),r=\(cost.blockSize),p=\(cost.parallelism)"
    return "$scrypt$\(parameters)$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
  }

  /// scrypt itself.
  ///
  /// - Throws: ``CryptographyError`` for a cost beyond what is acceptable.
  package static func derive(password: [UInt8], salt: [UInt8], cost: Cost, count: Int) throws -> [UInt8] {
    guard cost.isAcceptable else { throw CryptographyError(operation: "EVP_PBE_scrypt: the cost is beyond the limits") }
    var key = [UInt8](repeating: 0, count: count)
    // libcrypto reads the buffers during the call only and frees its own memory. Room beside the 128 · r · N bytes is for p blocks.
    let memory = cost.memory + (2 << 20)
    let result = password.withUnsafeBytes { passwordBytes in
      EVP_PBE_scrypt(
        passwordBytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? nil, password.count, salt, salt.count,
        1 << UInt64(cost.logarithm), UInt64(cost.blockSize), UInt64(cost.parallelism), memory, &key, count)
    }
    guard result == 1 else { throw CryptographyError(operation: "EVP_PBE_scrypt") }
    return key
  }

  private static func cost(_ text: Substring) -> Cost? {
    var values: [Substring: Int] = [:]
    for pair in text.split(separator: ",") {
      let sides = pair.split(separator: "=")
      guard sides.count == 2, let number = Int(sides[1]) else { return nil }
      values[sides[0]] = number
    }
    guard let logarithm = values["ln"], let blockSize = values["r"], let parallelism = values["p"] else { return nil }
    let cost = Cost(logarithm: logarithm, blockSize: blockSize, parallelism: parallelism)
    return cost.isAcceptable ? cost : nil
  }
}
