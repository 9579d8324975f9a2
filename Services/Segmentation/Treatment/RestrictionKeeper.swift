package import Contracts
package import Messaging
import Postgres

/// Keeps what holds for each debtor in step with what was entered, tells the others, and has the accounts judged: all in the transaction
/// of the entry, so that nobody is worked on after it.
package struct RestrictionKeeper: Sendable {
  private let engine: TreatmentEngine

  package init(engine: TreatmentEngine) { self.engine = engine }

  /// Works out anew what holds for the debtors.
  package func refresh(_ debtorIDs: some Sequence<DebtorID>, in work: Work) async throws {
    let debtorIDs = Set(debtorIDs).sorted()
    guard !debtorIDs.isEmpty else { return }
    let before = try await RestrictionStore.lock(debtorIDs, in: work.transaction)
    let books = try await RestrictionStore.books(of: debtorIDs, in: work.transaction)
    var after: [RestrictionStore.State] = []
    for var state in before {
      let book = books[state.debtorID]
      let restrictions = book?.inForce(at: work.now) ?? []
      let isNews = restrictions != state.restrictions
      state.nextAt = book?.nextEnd(after: work.now)
      if isNews {
        state.restrictions = restrictions
        state.version += 1
        try work.publish(
          RestrictionsChanged(
            debtorID: state.debtorID, restrictions: restrictions, version: state.version, changedAt: work.now))
      }
      after.append(state)
    }
    try await RestrictionStore.save(after, in: work.transaction)
    try await engine.judge(try await AccountStore.ofDebtors(debtorIDs, in: work.transaction), in: work)
  }

  /// Lifts what has ended by itself.
  ///
  /// - Returns: how many debtors it was about; fewer than `limit` when none is left.
  func advance(limit: Int, in work: Work) async throws -> Int {
    let due = try await RestrictionStore.takeDue(at: work.now, limit: limit, in: work.transaction)
    try await refresh(due, in: work)
    return due.count
  }
}
