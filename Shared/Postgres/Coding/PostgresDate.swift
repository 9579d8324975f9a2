/// A calendar day, as days since 1970-01-01; `date` on the server.
public struct PostgresDate: PostgresFixedWidthEncodable, PostgresDecodable, Hashable, Comparable {
  public var daysSince1970: Int32

  public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// PostgreSQL's `infinity`: later than every day.
  public static let infinity = PostgresDate(daysSince1970: .max)
  /// PostgreSQL's `-infinity`.
  public static let negativeInfinity = PostgresDate(daysSince1970: .min)

  /// From 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
  @usableFromInline static let epochOffset: Int32 = 10_957

  @inlinable public static var postgresType: PostgresType { .date }
  @inlinable public static var postgresWidth: Int { 4 }

  @inlinable
  public func store(to pointer: UnsafeMutableRawPointer) {
    let wire: Int32
    if daysSince1970 == .max {
      wire = .max
    } else {
      let (value, overflow) = daysSince1970.subtractingReportingOverflow(Self.epochOffset)
      wire = overflow ? .min : value
    }
    pointer.storeBytes(of: wire.bigEndian, as: Int32.self)
  }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    guard type == .date, bytes.count == 4 else { throw PostgresDecodingFailure.mismatch(type, expected: "PostgresDate") }
    let wire = bytes.loadBigEndian(Int32.self, at: 0)
    guard wire != .min else {
      self = .negativeInfinity
      return
    }
    let (value, overflow) = wire.addingReportingOverflow(Self.epochOffset)
    self.init(daysSince1970: overflow ? .max : value)
  }

  @inlinable
  public static func < (a: PostgresDate, b: PostgresDate) -> Bool { a.daysSince1970 < b.daysSince1970 }
}
