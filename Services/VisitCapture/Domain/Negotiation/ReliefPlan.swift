package import Contracts
package import Negotiation

/// What may be agreed with whom: a published version, which never changes.
package struct ReliefPlan: Codable, Equatable, Sendable {
  /// How interest is quoted.
  package struct QuotedRate: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
      case effectiveAnnual = "effective_annual"
      case nominalAnnual = "nominal_annual"
      case periodic
    }

    package var kind: Kind
    package var value: Rate

    package init(kind: Kind, value: Rate) {
      self.kind = kind
      self.value = value
    }

    func periodic(_ frequency: Frequency) throws(NegotiationProblem) -> Rate {
      switch kind {
      case .effectiveAnnual: try RateConversion.periodic(effectiveAnnual: value, frequency)
      case .nominalAnnual: RateConversion.periodic(nominalAnnual: value, frequency)
      case .periodic: value
      }
    }
  }

  /// The largest share of each component that may be let go, by age and product.
  package struct WaiverLimit: Codable, Equatable, Sendable {
    package var fromDay: Int
    /// `nil`: every product.
    package var productTypes: [ProductType]?
    package var maxima: [DebtComponent: Rate]

    package init(fromDay: Int, productTypes: [ProductType]? = nil, maxima: [DebtComponent: Rate]) {
      self.fromDay = fromDay
      self.productTypes = productTypes
      self.maxima = maxima
    }

    private enum CodingKeys: String, CodingKey {
      case fromDay = "from_day"
      case productTypes = "product_types"
      case maxima
    }
  }

  /// What the debt is taken to be.
  package enum Base: String, Codable, CaseIterable, Sendable { case overdue, total }

  package var code: String
  package var version: Int
  package var nameES: String
  package var nameEN: String
  package var negotiationType: String
  /// ISO 3166-1 alpha-2.
  package var countries: [String]
  package var validFrom: CalendarDate
  package var validTo: CalendarDate?
  package var conditions: PlanCondition
  package var base: Base
  package var methods: [ScheduleMethod]
  package var frequencies: [Frequency]
  package var maximumInstalments: Int
  package var rate: QuotedRate
  package var waiverLimits: [WaiverLimit]
  package var waiverCondition: Waiver.Condition
  /// Of what is left after waivers.
  package var minimumDownPayment: Rate
  package var maximumFirstDueDays: Int
  /// How many extra or special instalments a deal may have; a balloon counts as one.
  package var maximumSpecials: Int
  package var graceKinds: [Grace.Kind]
  package var maximumGracePeriods: Int
  /// Business days after its due date in which an instalment still counts as paid in time.
  package var graceDays: Int
  /// Days after that from which the agreement is in default.
  package var defaultAfterDays: Int
  package var incentive: Incentive?
  package var fees: FeeSchedule?
  /// What the fee cap's unit is worth for as long as this version holds, in hundredths of a minor unit. Without it the value that was
  /// published for the day of the deal counts: see ``UnitValue``.
  package var feeUnitHundredths: Int64?
  package var approvals: ApprovalMatrix
  /// How long an approved agreement waits to be signed; `nil` is a week.
  package var signWithinHours: Int?

  private enum CodingKeys: String, CodingKey {
    case code, version
    case nameES = "name_es"
    case nameEN = "name_en"
    case negotiationType = "negotiation_type"
    case countries
    case validFrom = "valid_from"
    case validTo = "valid_to"
    case conditions, base, methods, frequencies
    case maximumInstalments = "maximum_instalments"
    case rate
    case waiverLimits = "waiver_limits"
    case waiverCondition = "waiver_condition"
    case minimumDownPayment = "minimum_down_payment"
    case maximumFirstDueDays = "maximum_first_due_days"
    case maximumSpecials = "maximum_specials"
    case graceKinds = "grace_kinds"
    case maximumGracePeriods = "maximum_grace_periods"
    case graceDays = "grace_days"
    case defaultAfterDays = "default_after_days"
    case incentive, fees
    case feeUnitHundredths = "fee_unit_hundredths"
    case approvals
    case signWithinHours = "sign_within_hours"
  }

  package var signWithin: Int { signWithinHours ?? 168 }

  package func isValid(on date: CalendarDate) -> Bool { validFrom <= date && validTo.map { date <= $0 } ?? true }

  /// Whether the plan may be offered: in its countries, in its time, to those whom it is for.
  package func applies(to subject: PlanSubject, on date: CalendarDate) -> Bool {
    isValid(on: date) && countries.contains(subject.debtor.country) && subject.account.status.isWorked && conditions.holds(for: subject)
  }

  /// The limit that holds for an account: of those that name its product, else of the general ones, the one with the highest age.
  package func waiverMaxima(for account: AccountUpdated) -> [DebtComponent: Rate] {
    let reached = waiverLimits.filter { $0.fromDay <= account.daysPastDue }
    let own = reached.filter { $0.productTypes?.contains(account.productType) == true }
    let candidates = own.isEmpty ? reached.filter { $0.productTypes == nil } : own
    return candidates.max { $0.fromDay < $1.fromDay }?.maxima ?? [:]
  }

  /// What is owed, by component.
  package func debt(of account: AccountUpdated) -> DebtAmounts {
    let other = account.overdueInterestMinor + account.overdueLateInterestMinor + account.overdueFeesMinor
    let whole = base == .overdue ? account.overdueMinor : max(account.totalDueMinor, account.overdueMinor)
    return DebtAmounts(
      principal: max(0, whole - other), interest: account.overdueInterestMinor, lateInterest: account.overdueLateInterestMinor,
      fees: account.overdueFeesMinor)
  }
}
