import Contracts
import Messaging
import Postgres

/// The SQL of what people see of a debtor.
enum DebtorViewStore {
  /// - Parameter scope: the creditors whose accounts the viewer may see; empty is all.
  /// - Returns: `nil` when there is no such debtor, or none of its accounts is within the scope.
  static func find(_ id: DebtorID, scope: [CreditorID], at now: Instant, in transaction: PostgresTransaction) async throws -> DebtorView? {
    let row = try await transaction.first(
      """
      select \(unsafeRaw: DebtorStore.columns) from debtor d where debtor_id = \(id) and (
        cardinality(\(scope)) = 0
        or exists (select from account a where a.debtor_id = d.debtor_id and a.creditor_id = any(\(scope))))
      """)
    guard var debtor = try row.map(DebtorStore.debtor) else { return nil }
    let accounts = try await AccountStore.load(ofDebtors: [id], within: scope, in: transaction)
    debtor.totals = [DebtorTotal](over: accounts)
    return DebtorView(
      debtor: debtor.updated(version: debtor.version, at: now),
      accounts: accounts.sorted { $0.accountID < $1.accountID }.map { $0.updated(version: $0.version, at: now) })
  }
}
