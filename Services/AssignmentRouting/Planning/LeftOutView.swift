import ContactRules
import Contracts
import Messaging
import Postgres

/// A task that no route of the day has, and why, in codes and in words.
struct LeftOutView: Encodable, Sendable {
  let taskID: TaskID
  let debtorID: DebtorID
  let debtorName: String?
  let zoneCode: String?
  let reason: String
  let ruleIDs: [String]
  let contactReasons: [String]
  let reasons: [CollectorReason]
  let explanationES: String
  let explanationEN: String
  /// Of a debtor with work that the viewer may not see, what it says of the debtor alone.
  let score: StopScore?
  let location: Coordinate?

  init(_ row: PostgresRow) throws {
    taskID = try row.decode("task_id")
    debtorID = try row.decode("debtor_id")
    debtorName = try row.decode("full_name")
    zoneCode = try row.decode("zone_code")
    reason = try row.decode("reason")
    contactReasons = try row.decode("contact_reasons")
    ruleIDs = try row.decode("rule_ids")
    reasons = try row.decode(json: "reasons")
    let whole: StopScore? = try row.decodeOptional(json: "score")
    score = try row.decode(Bool.self, "is_shared") ? whole?.ofDebtor : whole
    location = try row.coordinate()
    let words = LeftOutExplanation(
      code: LeftOutCode(rawValue: reason) ?? .notRequested, contactReasons: contactReasons.compactMap { ContactReasonCode(rawValue: $0) },
      ruleIDs: ruleIDs, remedies: reasons.lazy.compactMap(\.remedies).first ?? [])
    explanationES = words.spanish
    explanationEN = words.english
  }

  private enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case debtorID = "debtor_id"
    case debtorName = "debtor_name"
    case zoneCode = "zone_code"
    case reason
    case ruleIDs = "rule_ids"
    case contactReasons = "contact_reasons"
    case reasons
    case explanationES = "explanation_es"
    case explanationEN = "explanation_en"
    case score, location
  }
}
