public import Contracts
public import FoundationEssentials

/// Identifiers that follow from a natural key: version 5 of RFC 9562, SHA-1 over a namespace and a name.
///
/// The same key gives the same identifier in every service and at every replay.
public enum NamedUUID {
  /// The namespace of everything that Ronda names: version 5 of `ronda.example` in the DNS namespace.
  public static let ronda = UUID(uuid: (0x65, 0x39, 0x2b, 0xd3, 0x96, 0xaf, 0x5a, 0x13, 0x95, 0xc7, 0x6b, 0xaa, 0x74, 0x4a, 0x24, 0x7d))

  /// RFC 9562's own namespace of domain names.
  public static let dns = UUID(uuid: (0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8))

  /// - Throws: ``CryptographyError`` when libcrypto has no SHA-1, as under a strict FIPS policy.
  public static func make(namespace: UUID, name: String) throws -> UUID {
    try make(withUnsafeBytes(of: namespace.uuid) { Array($0) } + Array(name.utf8))
  }

  private static func make(_ bytes: [UInt8]) throws -> UUID {
    var digest = try Digest.sha1(bytes)
    digest[6] = digest[6] & 0x0f | 0x50
    digest[8] = digest[8] & 0x3f | 0x80
    return digest.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
  }

  /// The identifier of the thing of the kind (`debtor`, `account`) with the natural key.
  ///
  /// A `/` within a part is escaped, so that different keys have different names.
  public static func make(_ kind: String, _ parts: [String]) throws -> UUID {
    var bytes = withUnsafeBytes(of: ronda.uuid) { Array($0) }
    bytes.reserveCapacity(160)
    bytes.append(contentsOf: kind.utf8)
    for part in parts {
      bytes.append(UInt8(ascii: "/"))
      append(escaping: part, to: &bytes)
    }
    return try make(bytes)
  }

  private static func append(escaping part: String, to bytes: inout [UInt8]) {
    for byte in part.utf8 {
      switch byte {
      case UInt8(ascii: "%"): bytes.append(contentsOf: "%25".utf8)
      case UInt8(ascii: "/"): bytes.append(contentsOf: "%2F".utf8)
      default: bytes.append(byte)
      }
    }
  }
}

extension Identifier {
  /// The identifier that follows from a natural key: `try DebtorID(naming: "debtor", country, type, number)`.
  public init(naming kind: String, _ parts: String...) throws {
    self.init(rawValue: try NamedUUID.make(kind, parts))
  }
}
