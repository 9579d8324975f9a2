public import Contracts
public import Postgres

// How the units and identifiers of Contracts stand in PostgreSQL: instants as `timestamptz`, calendar dates as `date`,
// identifiers as `uuid`, codes, currencies and enumerations as `text`.

extension Identifier: PostgresCodable {}
extension Code: PostgresCodable {}

extension Instant: PostgresCodable {
  public static var postgresType: PostgresType { PostgresTimestamp.postgresType }

  public func encode(into buffer: inout [UInt8]) {
    PostgresTimestamp(microsecondsSince1970: milliseconds * 1_000).encode(into: &buffer)
  }

  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    let timestamp = try PostgresTimestamp(decoding: bytes, type: type)
    let (quotient, remainder) = timestamp.microsecondsSince1970.quotientAndRemainder(dividingBy: 1_000)
    self.init(milliseconds: remainder < 0 ? quotient - 1 : quotient)
  }
}

extension CalendarDate: PostgresCodable {
  public static var postgresType: PostgresType { PostgresDate.postgresType }

  public func encode(into buffer: inout [UInt8]) {
    PostgresDate(daysSince1970: daysSince1970).encode(into: &buffer)
  }

  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    self.init(daysSince1970: try PostgresDate(decoding: bytes, type: type).daysSince1970)
  }
}

extension Currency: PostgresCodable {}
extension ProductType: PostgresCodable {}
extension AccountStatus: PostgresCodable {}
extension PersonType: PostgresCodable {}
extension AddressKind: PostgresCodable {}
extension ContactChannel: PostgresCodable {}
extension PaymentKind: PostgresCodable {}
extension TreatmentState: PostgresCodable {}
extension Stage: PostgresCodable {}
extension TaskKind: PostgresCodable {}
extension RestrictionKind: PostgresCodable {}
extension TaskQueue: PostgresCodable {}
extension TaskState: PostgresCodable {}
extension TaskCloseReason: PostgresCodable {}
extension RouteCause: PostgresCodable {}
extension StopStatus: PostgresCodable {}
extension ContactType: PostgresCodable {}
extension GeoVerdict: PostgresCodable {}
extension PromiseState: PostgresCodable {}
extension AgreementState: PostgresCodable {}
extension AgreementCause: PostgresCodable {}
extension MessageState: PostgresCodable {}
extension StaffRole: PostgresCodable {}
extension Weekday: PostgresCodable {}
