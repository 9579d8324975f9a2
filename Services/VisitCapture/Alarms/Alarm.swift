import Contracts
import Messaging
import Postgres

enum AlarmSubject {}
typealias AlarmID = Identifier<AlarmSubject>

/// What is about to end.
enum AlarmKind: String, Codable, CaseIterable, Sendable, PostgresCodable {
  case promiseDue = "promise_due"
  case instalmentDue = "instalment_due"
  /// A proposal that nobody has decided, or an approved agreement that nobody has signed.
  case agreementExpiring = "agreement_expiring"
  /// A relief plan that will not be offered any more.
  case planEnding = "plan_ending"
  /// A legal ceiling on rates without a next one: nothing with interest can be offered afterwards.
  case ceilingEnding = "ceiling_ending"
  /// The service level or the last day of legal work.
  case legalTerm = "legal_term"
}

/// How long before a term ends it is told of.
struct AlarmLead: Sendable {
  /// Of what debtors are to pay, and of decisions and signatures.
  var due: Seconds
  /// Of plans, ceilings and legal work.
  var rules: Seconds
}

/// A term that is about to end.
struct Alarm: Encodable, Sendable {
  let alarmID: AlarmID
  let kind: AlarmKind
  /// The promise, agreement or task; of a plan or a ceiling its code.
  let subject: String
  let debtorID: DebtorID?
  let debtorName: String?
  let accountID: AccountID?
  /// `nil`: of every creditor.
  let creditorID: CreditorID?
  let endsAt: Instant
  let raisedAt: Instant
  let acknowledgedAt: Instant?

  private enum CodingKeys: String, CodingKey {
    case alarmID = "alarm_id"
    case kind, subject
    case debtorID = "debtor_id"
    case debtorName = "debtor_name"
    case accountID = "account_id"
    case creditorID = "creditor_id"
    case endsAt = "ends_at"
    case raisedAt = "raised_at"
    case acknowledgedAt = "acknowledged_at"
  }
}
