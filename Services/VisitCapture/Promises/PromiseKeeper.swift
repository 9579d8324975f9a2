package import Contracts
package import Messaging
import Postgres

/// Follows promises until they are kept or broken.
package struct PromiseKeeper: Sendable {
  package init() {}

  /// What is promised about the accounts, held until the transaction ends, so that nobody else promises about them in the meantime.
  func book(of accounts: [AccountID], in work: Work) async throws -> PromiseBook {
    guard !accounts.isEmpty else { return PromiseBook() }
    try await PromiseStore.hold(accounts, in: work.transaction)
    return PromiseBook(
      try await PromiseStore.related(to: accounts, in: work.transaction),
      agreed: try await AgreementStore.agreed(among: accounts, in: work.transaction))
  }

  /// Holds the promises of the accounts' debtors against their payments, and publishes what changed.
  package func rematch(_ accounts: [AccountID], in work: Work) async throws {
    let accounts = Set(accounts).sorted()
    guard !accounts.isEmpty else { return }
    try await PromiseStore.hold(accounts, in: work.transaction)
    let ledger = try await PaymentLedger.load(of: accounts, in: work.transaction)
    let changed = ledger.promises.sorted { $0.key < $1.key }.flatMap { debtorID, records in
      PromiseMatching.rematch(records, ledger.allocation(of: debtorID, at: work.now).promised, at: work.now)
    }
    try await PromiseStore.update(changed, in: work.transaction)
    try work.publish(contentsOf: changed.map(\.event))
  }

  /// An agreement about an account takes the place of what was promised about it: its instalments are what is promised from then on.
  func supersede(_ accountID: AccountID, in work: Work) async throws {
    let promises = try await PromiseStore.related(to: [accountID], in: work.transaction).filter {
      $0.isActive && $0.covers(anyOf: [accountID])
    }
    let replaced = promises.map { $0.moved(to: .replaced, reason: "agreement", at: work.now) }
    try await PromiseStore.update(replaced, in: work.transaction)
    try work.publish(contentsOf: replaced.map(\.event))
    try await rematch(replaced.flatMap(\.event.coveredAccountIDs), in: work)
  }

  /// Judges promises whose time is up.
  ///
  /// - Returns: how many accounts were looked at.
  package func judgeDue(limit: Int, in work: Work) async throws -> Int {
    let accounts = try await PromiseStore.accountsToJudge(at: work.now, limit: limit, in: work.transaction)
    try await rematch(accounts, in: work)
    return accounts.count
  }

  /// Calls an active promise off, and gives the payments that it had to the debtor's others.
  ///
  /// - Returns: how it stands afterwards; one that was called off before stays as it is. `nil` outside of the viewer's scope.
  func cancel(_ promiseID: PromiseID, reason: String, scope: PromiseScope, in work: Work) async throws -> PromiseRecord? {
    guard let seen = try await PromiseStore.find(promiseID, scope, in: work.transaction) else { return nil }
    let accounts = seen.event.coveredAccountIDs
    try await PromiseStore.hold(accounts, in: work.transaction)
    guard let promise = try await PromiseStore.find(promiseID, scope, in: work.transaction), promise.isActive else {
      return try await PromiseStore.find(promiseID, scope, in: work.transaction)
    }
    let cancelled = promise.moved(to: .cancelled, reason: reason, at: work.now)
    try await PromiseStore.update([cancelled], in: work.transaction)
    try work.publish(cancelled.event)
    try await rematch(accounts, in: work)
    return cancelled
  }
}
