import Contracts
import Negotiation
import Postgres

/// What may be offered on a day, with all that it takes to work terms out without network.
struct PlanOffering: Sendable {
  private let day: CalendarDate
  private let plans: [ReliefPlan]
  private let ceilings: [UsuryCeiling]
  private let unitValues: [UnitValue]
  private let histories: [AccountID: DealHistory]

  static func load(
    for accounts: [AccountID], on day: CalendarDate, in transaction: PostgresTransaction
  ) async throws -> PlanOffering {
    let plans = try await PlanStore.offered(on: day, in: transaction)
    let units = Set(plans.compactMap { $0.fees?.cap?.unit }).sorted()
    return PlanOffering(
      day: day, plans: plans, ceilings: try await PlanStore.ceilings(in: transaction),
      unitValues: try await UnitValueStore.values(of: units, on: day, in: transaction),
      histories: try await AgreementStore.histories(of: accounts, in: transaction))
  }

  /// The plans that apply to an account, in the order of their codes.
  func offers(for account: AccountUpdated, of debtor: DebtorUpdated) -> [PlanOfferView] {
    let history = histories[account.accountID] ?? DealHistory()
    let subject = PlanSubject(
      account: account, debtor: debtor, brokenPromises: history.brokenPromises, brokenAgreements: history.brokenAgreements)
    let ceiling = ceilings.ceiling(country: debtor.country, productType: account.productType, on: day)
    return plans.filter { $0.applies(to: subject, on: day) }.map { plan in
      PlanOfferView(
        plan, subject, ceiling: ceiling?.maximumEffectiveAnnual, unitHundredths: plan.feeUnitHundredths ?? unitValue(of: plan), on: day)
    }
  }

  private func unitValue(of plan: ReliefPlan) -> Int64? {
    unitValues.first { $0.unit == plan.fees?.cap?.unit && $0.validOn == day }?.hundredths
  }
}

/// What was promised and agreed about an account before and not kept.
struct DealHistory: Sendable {
  var brokenPromises: Int64 = 0
  var brokenAgreements: Int64 = 0
}
