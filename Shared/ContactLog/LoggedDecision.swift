public import ContactRules
public import Contracts
public import Foundation
import ServiceKit

/// A decision of the contact rules on which a service acted.
public struct LoggedDecision: Sendable {
  /// What was decided about.
  public enum Action: String, Sendable, CaseIterable {
    /// Whether a message goes out now.
    case send
    /// Whether a visit is planned on a day, or a call (or a message by hand) given to somebody.
    case plan
    /// Whether a visit that took place was allowed.
    case visit
    /// Whether a call that was made, or a message that somebody sent by hand, was allowed.
    case call
    /// Whether somebody may contact a person by hand.
    case ask
  }

  public let decisionID: UUID
  public let action: Action
  /// What the service did: `sent`, `deferred`, `suppressed`; `planned`, `deferred` (calls), `left_out`, `withdrawn`; `recorded`;
  /// `allowed`, `refused`.
  public let outcome: String
  /// The message, the task or the visit; of a question the debtor.
  public let subjectID: UUID
  public let debtorID: DebtorID
  public let accountID: AccountID?
  public let creditorID: CreditorID?
  public let teamID: TeamID?
  public let inputs: ContactInputs
  /// ``inputs`` as JSON.
  let inputsText: String
  public let allowed: Bool
  public let ruleIDs: [RuleID]
  public let reasons: [ContactReasonCode]
  public let nextAllowedAt: Instant?
  /// Of rules and reading: `ContactRules.version`.
  public let lawVersion: String
  public let decidedAt: Instant

  /// The same decision about the same thing has the same id, so that deciding it again adds nothing.
  public init<Subject>(
    _ action: Action, outcome: String, about subject: Identifier<Subject>, of debtorID: DebtorID, accountID: AccountID?,
    creditorID: CreditorID?, teamID: TeamID? = nil, _ request: ContactRequest, _ decision: ContactDecision, by rules: ContactRules,
    at now: Instant
  ) throws {
    self.action = action
    self.outcome = outcome
    subjectID = subject.rawValue
    self.debtorID = debtorID
    self.accountID = accountID
    self.creditorID = creditorID
    self.teamID = teamID
    inputs = ContactInputs(request, rules.reading)
    inputsText = String(decoding: try EventCoding.encode(inputs), as: UTF8.self)
    allowed = decision.allowed
    ruleIDs = decision.ruleIDs
    reasons = decision.reasons.map(\.code)
    nextAllowedAt = decision.nextAllowedAt
    lawVersion = rules.version
    decidedAt = now
    decisionID = try NamedUUID.make(
      "contact-decision",
      [
        action.rawValue, outcome, subject.description, accountID?.description ?? "",
        inputsText, ruleIDs.map(\.rawValue).joined(separator: "|"), lawVersion,
      ])
  }
}
