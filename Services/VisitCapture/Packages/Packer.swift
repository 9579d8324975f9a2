import ContactRules
import Contracts
import Messaging
import Postgres
import ServiceKit

/// Puts together what a collector takes along for a day: enough to work without network until the evening.
struct Packer: Sendable {
  /// How long a promise that has been judged goes along.
  private static let memoryDays = 90

  let rules: ContactRules
  /// From this age on an account's figures are marked as stale.
  let staleAfter: Seconds

  /// - Parameter date: `nil` is today, by the collector's own clock.
  func package(
    for recorder: Recorder, on date: CalendarDate?, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> PackageView {
    let day: CalendarDate
    if let date {
      day = date
    } else {
      let zone = try await StaffStore.timeZone(of: recorder.collectorID, in: transaction)
      day = zone.flatMap { rules.localDate(of: now, in: $0) } ?? now.dateInUTC
    }
    let route = try await RouteStore.find(recorder.collectorID, on: day, in: transaction)
    let debtors = Set((route?.stops ?? []).map(\.debtorID)).sorted()
    let dossiers = try await DossierStore.load(debtors: debtors, accounts: [], for: recorder, in: transaction)
    let rulebook = try await RulebookStore.load(in: transaction)
    let accounts = Set(dossiers.values.flatMap { $0.accounts.map(\.accountID) }).sorted()
    let book = PromiseBook(
      try await PromiseStore.related(to: accounts, in: transaction),
      agreed: try await AgreementStore.agreed(among: accounts, in: transaction))
    let offering = try await PlanOffering.load(for: accounts, on: day, in: transaction)
    let own = recorder.creditorIDs.isEmpty ? nil : Set(accounts)
    let stops = (route?.stops ?? []).compactMap { stop -> StopView? in
      // Who is bound to creditors makes no visit for others, planned as it may be.
      guard let dossier = dossiers[stop.debtorID], own?.isSuperset(of: stop.accountIDs) ?? true else { return nil }
      return view(stop, dossier, rulebook.promises.entry(for: dossier.debtor.country), book, offering, within: own, day, at: now)
    }
    let countries = Set(dossiers.values.map(\.debtor.country))
    return PackageView(
      businessDate: day, route: route.map(RouteView.init), stops: stops, outcomes: trees(rulebook.outcomes, for: countries),
      generatedAt: now)
  }

  /// The trees of the countries, or for a day without stops all of them.
  private func trees(_ catalogue: OutcomeCatalogue, for countries: Set<String>) -> [OutcomeTreeView] {
    let current = catalogue.current
    let own = current.filter { countries.contains($0.country) || $0.country == CountryCode.elsewhere }
    return (countries.isEmpty ? current : own).map(OutcomeTreeView.init)
  }

  /// Those of debts that the collector may know of; nobody when the debtor is not to be contacted.
  private func parties(_ dossier: Dossier, on day: CalendarDate, at now: Instant) -> [PartyView] {
    guard !dossier.isDoNotContact else { return [] }
    let judge = ContactJudge(rules: rules)
    return (dossier.debtor.parties ?? []).filter { party in dossier.accounts.contains { party.isOf($0) } }.map { party in
      let permission = judge.permission(for: party, by: .call, on: day, dossier, at: now)
      return PartyView(party: party, mayBeCalled: permission.allowed, ruleIDs: permission.ruleIDs)
    }
  }

  private func view(
    _ stop: RouteStop, _ dossier: Dossier, _ policy: PromisePolicies.Entry?, _ book: PromiseBook, _ offering: PlanOffering,
    within own: Set<AccountID>?, _ day: CalendarDate, at now: Instant
  ) -> StopView {
    let accounts = dossier.accounts.filter { $0.status.isWorked || stop.accountIDs.contains($0.accountID) }
    return StopView(
      stop: stop, debtor: DebtorView(dossier, parties: parties(dossier, on: day, at: now)),
      accounts: accounts.map { account in
        AccountView(
          account, isStale: now.seconds(since: account.updatedAt) > staleAfter,
          promise: policy.map { PromiseTerms($0, account, book, day) },
          promises: promises(about: account.accountID, book, within: own, day).map(PromiseView.init),
          reliefPlans: offering.offers(for: account, of: dossier.debtor))
      })
  }

  /// Those that are not judged, or were not long ago; within the accounts that the collector may know of, where that is said.
  private func promises(
    about accountID: AccountID, _ book: PromiseBook, within own: Set<AccountID>?, _ day: CalendarDate
  ) -> [PromiseRecord] {
    let known = book.promises(about: [accountID]).filter { $0.isActive || $0.cutOffOn >= day.advanced(byDays: -Self.memoryDays) }
    guard let own else { return known }
    return known.compactMap { $0.narrowed(to: own) }
  }
}
