package import ContactRules
package import Contracts
package import Messaging
import Postgres

/// Follows promises until they are kept or broken.
package struct PromiseKeeper: Sendable {
  private let rules: ContactRules

  package init(rules: ContactRules) { self.rules = rules }

  /// Holds the promises of the accounts against their payments, and publishes what changed.
  package func rematch(_ accounts: [AccountID], in work: Work) async throws {
    let accounts = Set(accounts).sorted()
    guard !accounts.isEmpty else { return }
    try await PromiseStore.lock(accounts, in: work.transaction)
    let promises = Dictionary(grouping: try await PromiseStore.ofAccounts(accounts, in: work.transaction), by: \.event.accountID)
    guard !promises.isEmpty else { return }
    let payments = try await PaymentStore.net(of: promises.keys.sorted(), in: work.transaction)
    let changed = promises.keys.sorted().flatMap { account in
      PromiseMatching.rematch(promises[account] ?? [], payments[account] ?? [], at: work.now) { promise in
        rules.localDate(of: work.now, in: promise.timeZone) ?? work.now.dateInUTC
      }
    }
    try await PromiseStore.update(changed, in: work.transaction)
    try work.publish(contentsOf: changed.map(\.event))
  }

  /// Judges promises whose time is up.
  ///
  /// - Returns: how many accounts were looked at.
  package func judgeDue(limit: Int, in work: Work) async throws -> Int {
    let accounts = try await PromiseStore.accountsToJudge(at: work.now, limit: limit, in: work.transaction)
    try await rematch(accounts, in: work)
    return accounts.count
  }
}
