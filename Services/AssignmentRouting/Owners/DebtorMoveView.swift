import Contracts
import Postgres

/// A move as an auditor sees one.
struct DebtorMoveView: Encodable, Sendable {
  let moveID: Int64
  let movedAt: Instant
  let debtorID: DebtorID
  /// `nil` for whoever was forgotten, or is not known yet.
  let debtorName: String?
  /// Where the debtor lived then.
  let zoneCode: String?
  let from: StaffID?
  let fromName: String?
  let to: StaffID?
  let toName: String?
  let cause: String
  /// `nil`: the service itself.
  let movedBy: StaffID?
  let operationID: OperationID?

  init(_ row: PostgresRow) throws {
    moveID = try row.decode("move_id")
    movedAt = try row.decode("moved_at")
    debtorID = try row.decode("debtor_id")
    debtorName = try row.decode("debtor_name")
    zoneCode = try row.decode("code")
    from = try row.decode("from_collector_id")
    fromName = try row.decode("from_name")
    to = try row.decode("to_collector_id")
    toName = try row.decode("to_name")
    cause = try row.decode("cause")
    movedBy = try row.decode("moved_by")
    operationID = try row.decode("operation_id")
  }

  private enum CodingKeys: String, CodingKey {
    case moveID = "move_id"
    case movedAt = "moved_at"
    case debtorID = "debtor_id"
    case debtorName = "debtor_name"
    case zoneCode = "zone_code"
    case from = "from_collector_id"
    case fromName = "from_collector_name"
    case to = "to_collector_id"
    case toName = "to_collector_name"
    case cause
    case movedBy = "moved_by"
    case operationID = "operation_id"
  }
}
