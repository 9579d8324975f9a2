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

  init(_ plan: ReliefPlan, _ account: AccountUpdated, on day: CalendarDate) {
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
