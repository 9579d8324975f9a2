import Contracts
import Messaging
import Postgres

/// Loads what a batch is about and writes what it made of it, each with a handful of statements whatever the number of records.
enum PortfolioStore {
  /// What statements are about, locked.
  static func load(
    for statements: [AccountStatement], naming: Naming, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Portfolio {
    let accounts = Array(Set(statements.lazy.map(\.accountID)))
    let debtors = Array(Set(statements.lazy.compactMap(\.debtorID)))
    var portfolio = Portfolio(naming: naming, now: now)
    var locked = try await DebtorStore.lock(debtors, ofAccounts: accounts, in: transaction)
    // Those of merged debtors mean the one that these became.
    let targets = Set(locked.compactMap(\.mergedInto)).subtracting(locked.map(\.debtorID)).sorted()
    if !targets.isEmpty { locked += try await DebtorStore.lock(targets, in: transaction) }
    try await load(locked, andDebtors: debtors + targets, accounts: accounts, into: &portfolio, in: transaction)
    let needs = portfolio.needs(of: statements)
    for profile in try await ProfileStore.load(needs.profiles, in: transaction) { portfolio.load(profile) }
    try await loadSupplements(of: needs.debtors.sorted(), into: &portfolio, in: transaction)
    for payment in try await WaitingPaymentStore.load(of: needs.newAccounts.sorted(), in: transaction) { portfolio.load(payment) }
    if let oldest = statements.lazy.map(\.businessDate).min() {
      portfolio.load(movements: try await PaymentStore.load(of: needs.movements, effectiveAfter: oldest, in: transaction))
    }
    return portfolio
  }

  /// The debtors of the accounts and the debtors named, locked, with all that is said of them.
  static func load(
    whole debtors: [DebtorID], ofAccounts accounts: [AccountID], naming: Naming, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Portfolio {
    var portfolio = Portfolio(naming: naming, now: now)
    let locked = try await DebtorStore.lock(debtors, ofAccounts: accounts, in: transaction)
    try await load(locked, andDebtors: debtors, accounts: accounts, into: &portfolio, in: transaction)
    for profile in try await ProfileStore.load(portfolio.allAccounts, in: transaction) { portfolio.load(profile) }
    try await loadSupplements(of: locked.map(\.debtorID), into: &portfolio, in: transaction)
    return portfolio
  }

  private static func loadSupplements(
    of debtors: [DebtorID], into portfolio: inout Portfolio, in transaction: PostgresTransaction
  ) async throws {
    for supplement in try await SupplementStore.load(ofDebtors: debtors, in: transaction) { portfolio.load(supplement) }
    for consent in try await ConsentStore.load(ofDebtors: debtors, in: transaction) { portfolio.load(consent) }
  }

  /// What payments are about, locked. Payments of accounts that are not known close the gate first, see `DebtorStore.lock`.
  static func load(
    for reports: [PaymentReport], naming: Naming, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Portfolio {
    var portfolio = Portfolio(naming: naming, now: now)
    let accounts = try await loadMoney(of: reports, into: &portfolio, in: transaction)
    var debtorOf = try await AccountStore.debtors(of: accounts, in: transaction)
    if debtorOf.count < accounts.count {
      try await DebtorStore.closeGate(in: transaction)
      debtorOf = try await AccountStore.debtors(of: accounts, in: transaction)
    }
    let debtors = Set(debtorOf.values).sorted()
    let locked = try await DebtorStore.lock(debtors, in: transaction)
    try await load(locked, andDebtors: debtors, accounts: accounts, into: &portfolio, in: transaction)
    // Under the locks of the debtors: what others did with these payments until then is to be seen.
    let notices = reports.flatMap(\.notices)
    var keys = Set(reports.map(\.key)).union(notices.map(\.key)).union(reports.compactMap(\.head.reversalKey))
    keys.formUnion(try portfolio.partKeys(of: notices))
    for payment in try await PaymentStore.load(keys, in: transaction) { portfolio.load(payment) }
    for payment in try await WaitingPaymentStore.load(of: accounts, orNamed: keys.sorted(), in: transaction) { portfolio.load(payment) }
    return portfolio
  }

  /// Loads the payments over several accounts that the reports may meet, and answers all accounts that they are about.
  private static func loadMoney(
    of reports: [PaymentReport], into portfolio: inout Portfolio, in transaction: PostgresTransaction
  ) async throws -> [AccountID] {
    let isAlone = reports.contains { if case .account = $0.share { false } else { true } }
    try await DividedPaymentStore.passGate(alone: isAlone, in: transaction)
    var accounts = Set(reports.flatMap(\.notices).map(\.accountID))
    var keys = Set(reports.map(\.key))
    let originals = reports.compactMap { if case .all(let original) = $0.share { original } else { nil } }
    keys.formUnion(originals)
    for payment in try await DividedPaymentStore.load(keys.sorted(), in: transaction) { portfolio.load(payment) }
    accounts.formUnion(try portfolio.dividedAccounts())
    guard !originals.isEmpty else { return accounts.sorted() }
    accounts.formUnion(try await PaymentStore.load(Set(originals), in: transaction).map(\.accountID))
    accounts.formUnion(try await WaitingPaymentStore.load(of: [], orNamed: originals, in: transaction).map(\.accountID))
    return accounts.sorted()
  }

  private static func load(
    _ locked: [Debtor], andDebtors debtors: [DebtorID], accounts: [AccountID], into portfolio: inout Portfolio,
    in transaction: PostgresTransaction
  ) async throws {
    let lockedIDs = Set(locked.map(\.debtorID))
    let loaded = try await AccountStore.load(
      ofDebtors: Array(lockedIDs.union(debtors)), orNamed: accounts, in: transaction)
    for debtor in locked { portfolio.load(debtor) }
    for account in loaded {
      // The account went to another debtor between the two statements.
      guard lockedIDs.contains(account.debtorID) else { throw Overtaken.error("account") }
      portfolio.load(account)
    }
  }

  /// - Parameter staff: who said the supplements, when it was a person.
  static func write(
    _ settlement: Settlement, by staff: StaffID? = nil, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    let existing = Set(settlement.accounts.lazy.filter { $0.revision > 1 }.map(\.accountID))
    let known = settlement.profiles.map(\.accountID).filter { existing.contains($0) }
    try await transaction.pipeline { pipeline in
      try DebtorStore.write(settlement.debtors, at: now, in: &pipeline)
      try AccountStore.write(settlement.accounts, at: now, in: &pipeline)
      try ProfileStore.write(settlement.profiles, replacing: known, in: &pipeline)
      try PaymentStore.insert(settlement.newPayments, in: &pipeline)
      try PaymentStore.update(settlement.changedPayments, in: &pipeline)
      try WaitingPaymentStore.insert(settlement.nowWaiting, at: now, in: &pipeline)
      try WaitingPaymentStore.delete(settlement.noLongerWaiting, in: &pipeline)
      try DividedPaymentStore.write(settlement.dividedPayments, at: now, in: &pipeline)
      try SupplementStore.write(settlement.supplements, by: staff, at: now, in: &pipeline)
      try SupplementStore.delete(settlement.withdrawnSupplements, in: &pipeline)
      try ConsentStore.insert(settlement.consents, in: &pipeline)
    }
    try await RejectStore.insert(settlement.lateRejects.map(Reject.init(_:)), at: now, in: transaction)
  }
}
