public import Contracts
import Foundation
import Messaging
import Postgres

/// A decision as a regulator sees it: what was asked, the answer, the rules that gave it, in which version, and what was done.
public struct ContactDecisionView: Encodable, Sendable {
  public let decisionID: Identifier<LoggedDecision>
  public let decidedAt: Instant
  let action: String
  let outcome: String
  let subjectID: Identifier<LoggedDecision>
  let debtorID: DebtorID
  let accountID: AccountID?
  let creditorID: CreditorID?
  let channel: ContactChannel
  let contactAt: Instant
  let allowed: Bool
  let ruleIDs: [String]
  let reasons: [String]
  let nextAllowedAt: Instant?
  let lawVersion: String
  let inputs: ContactInputs

  init(_ row: PostgresRow) throws {
    decisionID = try row.decode("decision_id")
    decidedAt = try row.decode("decided_at")
    action = try row.decode("action")
    outcome = try row.decode("outcome")
    subjectID = try row.decode("subject_id")
    debtorID = try row.decode("debtor_id")
    accountID = try row.decode("account_id")
    creditorID = try row.decode("creditor_id")
    channel = try row.decode("channel")
    contactAt = try row.decode("contact_at")
    allowed = try row.decode("allowed")
    ruleIDs = try row.decode("rule_ids")
    reasons = try row.decode("reasons")
    nextAllowedAt = try row.decode("next_allowed_at")
    lawVersion = try row.decode("law_version")
    inputs = try row.decode(json: "inputs")
  }

  private enum CodingKeys: String, CodingKey {
    case decisionID = "decision_id"
    case decidedAt = "decided_at"
    case action, outcome
    case subjectID = "subject_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case creditorID = "creditor_id"
    case channel
    case contactAt = "contact_at"
    case allowed
    case ruleIDs = "rule_ids"
    case reasons
    case nextAllowedAt = "next_allowed_at"
    case lawVersion = "law_version"
    case inputs
  }
}
