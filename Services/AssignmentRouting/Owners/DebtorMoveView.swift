import Contracts
import Postgres

/// A move as an auditor sees one.
struct DebtorMoveView: Encodable, Sendable {
  let moveID: Int64
  let movedAt: Instant
  let debtorID: DebtorID
  /// Where the debtor lived then.
  let zoneCode: String?
  let from: StaffID?
  let to: StaffID?
  let cause: String
  /// `nil`: the service itself.
  let movedBy: StaffID?
  let operationID: OperationID?

  init(_ row: PostgresRow) throws {
    moveID = try row.decode("move_id")
    movedAt = try row.decode("moved_at")
    debtorID = try row.decode("debtor_id")
    zoneCode = try row.decode("code")
    from = try row.decode("from_collector_id")
    to = try row.decode("to_collector_id")
    cause = try row.decode("cause")
    movedBy = try row.decode("moved_by")
    operationID = try row.decode("operation_id")
  }

  private enum CodingKeys: String, CodingKey {
    case moveID = "move_id"
    case movedAt = "moved_at"
    case debtorID = "debtor_id"
    case zoneCode = "zone_code"
    case from = "from_collector_id"
    case to = "to_collector_id"
    case cause
    case movedBy = "moved_by"
    case operationID = "operation_id"
  }
}
