/// A moment, as microseconds since 1970-01-01T00:00:00Z; `timestamptz` on the server.
public struct PostgresTimestamp: PostgresFixedWidthEncodable, PostgresDecodable, Hashable, Comparable {
  public var microsecondsSince1970: Int64

  public init(microsecondsSince1970: Int64) { self.microsecondsSince1970 = microsecondsSince1970 }

  /// PostgreSQL's `infinity`: later than every moment.
  public static let infinity = PostgresTimestamp(microsecondsSince1970: .max)
  /// PostgreSQL's `-infinity`.
  public static let negativeInfinity = PostgresTimestamp(microsecondsSince1970: .min)

  /// From 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
  @usableFromInline static let epochOffset: Int64 = 946_684_800_000_000

  @inlinable public static var postgresType: PostgresType { .timestamptz }
  @inlinable public static var postgresWidth: Int { 8 }

  /// Moments beyond what 64 bits hold after the change of epoch become infinite, as do the two infinities.
  @inlinable
  public func store(to pointer: UnsafeMutableRawPointer) {
    let wire: Int64
    if microsecondsSince1970 == .max {
      wire = .max
    } else {
      let (value, overflow) = microsecondsSince1970.subtractingReportingOverflow(Self.epochOffset)
      wire = overflow ? .min : value
    }
    pointer.storeBytes(of: wire.bigEndian, as: Int64.self)
  }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    guard type == .timestamptz || type == .timestamp, bytes.count == 8 else {
      throw PostgresDecodingFailure.mismatch(type, expected: "PostgresTimestamp")
    }
    let wire = bytes.loadBigEndian(Int64.self, at: 0)
    guard wire != .min else {
      self = .negativeInfinity
      return
    }
    let (value, overflow) = wire.addingReportingOverflow(Self.epochOffset)
    self.init(microsecondsSince1970: overflow ? .max : value)
  }

  @inlinable
  public static func < (a: PostgresTimestamp, b: PostgresTimestamp) -> Bool { a.microsecondsSince1970 < b.microsecondsSince1970 }
}
