import Contracts
import Negotiation

/// A plan that may be offered for an account, with what an offer must keep to.
struct PlanOfferView: Encodable, Sendable {
  let planCode: String
  let planVersion: Int
  let nameES: String
  let nameEN: String
  let negotiationType: String
  let methods: [ScheduleMethod]
  let frequencies: [Frequency]
  let maximumInstalments: Int
  let debt: DebtAmounts
  let waiverMaxima: [DebtComponent: Rate]
  /// Without any waiver.
  let minimumDownPaymentMinor: Int64
  let earliestFirstDueOn: CalendarDate
  let latestFirstDueOn: CalendarDate
  let maximumSpecials: Int
  let graceKinds: [Grace.Kind]
  let maximumGracePeriods: Int
  let rateKind: ReliefPlan.QuotedRate.Kind
  let rate: Rate
  // For working out terms without network: what the server holds against them.
  let minimumDownPayment: Rate
  /// The legal ceiling of the true rate; `nil`: none is known, so no interest may be taken.
  let maximumEffectiveAnnual: Rate?
  /// `nil` when the debtor bears none.
  let fees: FeeSchedule?
  let feeUnitHundredths: Int64?
  /// Those that hold for this account.
  let approvalRules: [ApprovalMatrix.Rule]
  let overLimitLevel: Int?
  let brokenAgreements: Int64

  init(_ plan: ReliefPlan, _ subject: PlanSubject, ceiling: Rate?, unitHundredths: Int64?, on day: CalendarDate) {
    let account = subject.account
    planCode = plan.code
    planVersion = plan.version
    nameES = plan.nameES
    nameEN = plan.nameEN
    negotiationType = plan.negotiationType
    methods = plan.methods
    frequencies = plan.frequencies
    maximumInstalments = plan.maximumInstalments
    debt = plan.debt(of: account)
    waiverMaxima = plan.waiverMaxima(for: account)
    minimumDownPaymentMinor = plan.minimumDownPayment.of(debt.total)
    earliestFirstDueOn = day
    latestFirstDueOn = day.advanced(byDays: plan.maximumFirstDueDays)
    maximumSpecials = plan.maximumSpecials
    graceKinds = plan.graceKinds
    maximumGracePeriods = plan.maximumGracePeriods
    rateKind = plan.rate.kind
    rate = plan.rate.value
    minimumDownPayment = plan.minimumDownPayment
    maximumEffectiveAnnual = ceiling
    fees = plan.fees.flatMap { $0.bearer == .debtor ? $0 : nil }
    feeUnitHundredths = unitHundredths
    approvalRules = plan.approvals.rules.filter { $0.covers(account) }
    overLimitLevel = plan.approvals.overLimitLevel
    brokenAgreements = subject.brokenAgreements
  }

  private enum CodingKeys: String, CodingKey {
    case planCode = "plan_code"
    case planVersion = "plan_version"
    case nameES = "name_es"
    case nameEN = "name_en"
    case negotiationType = "negotiation_type"
    case methods, frequencies
    case maximumInstalments = "maximum_instalments"
    case debt
    case waiverMaxima = "waiver_maxima"
    case minimumDownPaymentMinor = "minimum_down_payment_minor"
    case earliestFirstDueOn = "earliest_first_due_on"
    case latestFirstDueOn = "latest_first_due_on"
    case maximumSpecials = "maximum_specials"
    case graceKinds = "grace_kinds"
    case maximumGracePeriods = "maximum_grace_periods"
    case rateKind = "rate_kind"
    case rate
    case minimumDownPayment = "minimum_down_payment"
    case maximumEffectiveAnnual = "maximum_effective_annual"
    case fees
    case feeUnitHundredths = "fee_unit_hundredths"
    case approvalRules = "approval_rules"
    case overLimitLevel = "over_limit_level"
    case brokenAgreements = "broken_agreements"
  }
}

/// An agreement with its schedule.
struct AgreementView: Encodable, Sendable {
  let agreement: AgreementChanged
  let quote: AgreementQuote
  /// Until when somebody has to decide or sign.
  let expiresAt: Instant?

  init(_ agreement: Agreement) {
    self.agreement = agreement.event
    quote = agreement.quote
    expiresAt = agreement.expiresAt
  }

  private enum CodingKeys: String, CodingKey {
    case agreement, quote
    case expiresAt = "expires_at"
  }
}

/// An agreement in a list: the last event about it, whose it is, and until when somebody has to decide or sign.
struct AgreementSummary: Encodable, Sendable {
  let event: AgreementChanged
  let debtorName: String?
  let expiresAt: Instant?

  private enum CodingKeys: String, CodingKey {
    case debtorName = "debtor_name"
    case expiresAt = "expires_at"
  }

  func encode(to encoder: any Encoder) throws {
    try event.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(debtorName, forKey: .debtorName)
    try container.encodeIfPresent(expiresAt, forKey: .expiresAt)
  }
}

/// An entry of the due calendar.
struct DueInstalment: Encodable, Sendable {
  let agreementID: AgreementID
  let debtorID: DebtorID
  let accountID: AccountID
  let number: Int32
  let dueOn: CalendarDate
  let totalMinor: Int64
  let currency: Currency

  private enum CodingKeys: String, CodingKey {
    case agreementID = "agreement_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case number
    case dueOn = "due_on"
    case totalMinor = "total_minor"
    case currency
  }
}
