/// An agreement to pay under a relief plan, and what became of it. Each step of its life is told.
public struct AgreementChanged: VersionedEvent {
  public static let type = "agreement.changed"
  public static let topic = Topics.agreement
  public var key: RecordKey { RecordKey(debtorID, agreementID) }

  public var agreementID: AgreementID
  public var debtorID: DebtorID
  public var accountID: AccountID
  public var creditorID: CreditorID
  public var collectorID: StaffID
  /// From the catalogue of negotiation types, such as `instalment_plan`.
  public var negotiationType: String
  public var planCode: String
  public var planVersion: Int
  public var state: AgreementState
  /// Why this version was told.
  public var cause: AgreementCause
  public var currency: Currency
  /// What was owed when it was made, before waivers.
  public var debtMinor: Int64
  /// Offered on the plan's condition.
  public var waivedMinor: Int64
  /// Let go for good so far.
  public var waiverEarnedMinor: Int64
  public var downPaymentMinor: Int64
  /// What the instalments repay.
  public var financedMinor: Int64
  /// All that is to be paid: down payment, instalments, fees; less what good behaviour has earned.
  public var totalMinor: Int64
  public var instalments: Int
  /// `weekly`, `fortnightly` or `monthly`.
  public var frequency: String
  public var firstDueOn: CalendarDate
  public var lastDueOn: CalendarDate
  public var nextDueOn: CalendarDate?
  public var nextDueMinor: Int64?
  public var paidMinor: Int64
  public var paidInstalments: Int
  public var lateInstalments: Int
  /// Those whose last day in time is over and that are not paid: with any, the debtor does not keep to the agreement.
  public var overdueInstalments: Int?
  /// 0: within the agent's own authority.
  public var approvalLevel: Int
  public var incentivesEarned: Int
  /// Of the PDF that was signed, in hexadecimal.
  public var documentSHA256: String?
  public var version: Int64
  public var madeAt: Instant
  public var changedAt: Instant

  public init(
    agreementID: AgreementID, debtorID: DebtorID, accountID: AccountID, creditorID: CreditorID, collectorID: StaffID,
    negotiationType: String, planCode: String, planVersion: Int, state: AgreementState, cause: AgreementCause, currency: Currency,
    debtMinor: Int64, waivedMinor: Int64, waiverEarnedMinor: Int64, downPaymentMinor: Int64, financedMinor: Int64, totalMinor: Int64,
    instalments: Int, frequency: String, firstDueOn: CalendarDate, lastDueOn: CalendarDate, nextDueOn: CalendarDate?, nextDueMinor: Int64?,
    paidMinor: Int64, paidInstalments: Int, lateInstalments: Int, approvalLevel: Int, incentivesEarned: Int, documentSHA256: String?,
    version: Int64, madeAt: Instant, changedAt: Instant, overdueInstalments: Int? = nil
  ) {
    self.agreementID = agreementID
    self.debtorID = debtorID
    self.accountID = accountID
    self.creditorID = creditorID
    self.collectorID = collectorID
    self.negotiationType = negotiationType
    self.planCode = planCode
    self.planVersion = planVersion
    self.state = state
    self.cause = cause
    self.currency = currency
    self.debtMinor = debtMinor
    self.waivedMinor = waivedMinor
    self.waiverEarnedMinor = waiverEarnedMinor
    self.downPaymentMinor = downPaymentMinor
    self.financedMinor = financedMinor
    self.totalMinor = totalMinor
    self.instalments = instalments
    self.frequency = frequency
    self.firstDueOn = firstDueOn
    self.lastDueOn = lastDueOn
    self.nextDueOn = nextDueOn
    self.nextDueMinor = nextDueMinor
    self.paidMinor = paidMinor
    self.paidInstalments = paidInstalments
    self.lateInstalments = lateInstalments
    self.overdueInstalments = overdueInstalments
    self.approvalLevel = approvalLevel
    self.incentivesEarned = incentivesEarned
    self.documentSHA256 = documentSHA256
    self.version = version
    self.madeAt = madeAt
    self.changedAt = changedAt
  }

  private enum CodingKeys: String, CodingKey {
    case agreementID = "agreement_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case creditorID = "creditor_id"
    case collectorID = "collector_id"
    case negotiationType = "negotiation_type"
    case planCode = "plan_code"
    case planVersion = "plan_version"
    case state, cause, currency
    case debtMinor = "debt_minor"
    case waivedMinor = "waived_minor"
    case waiverEarnedMinor = "waiver_earned_minor"
    case downPaymentMinor = "down_payment_minor"
    case financedMinor = "financed_minor"
    case totalMinor = "total_minor"
    case instalments, frequency
    case firstDueOn = "first_due_on"
    case lastDueOn = "last_due_on"
    case nextDueOn = "next_due_on"
    case nextDueMinor = "next_due_minor"
    case paidMinor = "paid_minor"
    case paidInstalments = "paid_instalments"
    case lateInstalments = "late_instalments"
    case overdueInstalments = "overdue_instalments"
    case approvalLevel = "approval_level"
    case incentivesEarned = "incentives_earned"
    case documentSHA256 = "document_sha256"
    case version
    case madeAt = "made_at"
    case changedAt = "changed_at"
  }
}

public enum AgreementState: String, Codable, CaseIterable, Sendable {
  case draft, proposed, approved, rejected, signed, active, completed, defaulted, cancelled
}

public enum AgreementCause: String, Codable, CaseIterable, Sendable {
  case drafted, proposed
  /// The amounts were within the agent's own authority.
  case approvedByPolicy = "approved_by_policy"
  case approved, rejected
  /// Nobody decided in time: it goes back to the agent.
  case approvalExpired = "approval_expired"
  /// Nobody signed in time.
  case signingExpired = "signing_expired"
  case signed, activated
  case instalmentPaid = "instalment_paid"
  case instalmentLate = "instalment_late"
  /// A payment was taken back.
  case paymentReversed = "payment_reversed"
  case incentiveEarned = "incentive_earned"
  case incentiveLost = "incentive_lost"
  case completed
  /// A payment was taken back after it was completed.
  case reopened
  case defaulted, cancelled
}
