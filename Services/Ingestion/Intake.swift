package import Contracts
package import Messaging
import Postgres

/// Applies what banks say, from whichever source, within one transaction: loads, lets the domain decide, writes, publishes.
package struct Intake: Sendable {
  package let naming: Naming
  package let allocation: AllocationPolicy

  package init(naming: Naming, allocation: AllocationPolicy = AllocationPolicy()) {
    self.naming = naming
    self.allocation = allocation
  }

  /// Applies statements in their order and answers how each of them ended.
  ///
  /// - Throws: `PostgresError`; a transient one also when another transaction was faster, in which case the batch is to be tried again.
  package func apply(_ statements: [AccountStatement], in work: Work) async throws -> [Outcome] {
    guard !statements.isEmpty else { return [] }
    var portfolio = try await PortfolioStore.load(for: statements, naming: naming, at: work.now, in: work.transaction)
    portfolio.allocation = allocation
    let outcomes = statements.map { portfolio.apply($0) }
    try await finish(&portfolio, in: work)
    return outcomes
  }

  /// Applies payments in their order and answers how each of them ended.
  ///
  /// - Parameter origins: where each came from, kept with those that have to wait.
  package func apply(_ reports: [PaymentReport], origins: [String], in work: Work) async throws -> [Outcome] {
    guard !reports.isEmpty else { return [] }
    var portfolio = try await PortfolioStore.load(for: reports, naming: naming, at: work.now, in: work.transaction)
    portfolio.allocation = allocation
    let outcomes = zip(reports, origins).map { portfolio.apply($0, origin: $1) }
    try await finish(&portfolio, in: work)
    return outcomes
  }

  /// Loads debtors whole, lets `change` apply supplements, withdrawals and consents to them, writes and publishes.
  ///
  /// - Parameter staff: who asks for it, when it is a person.
  package func change<Value>(
    _ debtors: [DebtorID] = [], ofAccounts accounts: [AccountID] = [], by staff: StaffID? = nil, in work: Work,
    _ change: (inout Portfolio) async throws -> Value
  ) async throws -> Value {
    var portfolio = try await PortfolioStore.load(
      whole: debtors, ofAccounts: accounts, naming: naming, at: work.now, in: work.transaction)
    portfolio.allocation = allocation
    let value = try await change(&portfolio)
    try await finish(&portfolio, by: staff, in: work)
    return value
  }

  /// Writes rows and, while the database is at it, makes the records of the events.
  private func finish(_ portfolio: inout Portfolio, by staff: StaffID? = nil, in work: Work) async throws {
    let settlement = try portfolio.settled()
    let encoder = work.encoder
    let (_, events) = try await withWorkAside(
      { try settlement.events(by: encoder) },
      while: {
        try await PortfolioStore.write(settlement, by: staff, at: work.now, in: work.transaction)
      })
    work.publish(events)
    if !settlement.successions.isEmpty { try await follow(settlement.successions, in: work) }
  }

  /// Exclusion lists go by their own keys: an entry about an account, or about a person, follows to the debtor whose it is now.
  private func follow(_ successions: [Succession], in work: Work) async throws {
    var entries: [ExclusionID: Exclusion] = [:]
    for (exclusion, succession) in try await ExclusionStore.inherited(successions, in: work.transaction) {
      for entry in try exclusion.entries(after: succession, naming: naming) { entries[entry.exclusionID] = entry }
    }
    let changes = try await ExclusionStore.put(Array(entries.values), at: work.now, in: work.transaction)
    try work.publish(contentsOf: changes.map { $0.exclusion.event(version: $0.version, at: work.now) })
  }
}

extension Settlement {
  /// Debtors go out before their accounts, and accounts before their payments.
  fileprivate func events(by encoder: EventEncoder) throws -> EncodedEvents {
    try encoder.encode(debtorEvents) + encoder.encode(accountEvents) + encoder.encode(paymentEvents)
  }
}
