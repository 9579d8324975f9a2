import Contracts
import Messaging
import Postgres

/// What the debtors of some accounts promised, agreed to and paid. Whoever reads it to change it has taken hold of the debtors before
/// (``PromiseStore/hold(_:in:)``).
struct PaymentLedger {
  let promises: [DebtorID: [PromiseRecord]]
  /// Those that take payments: active and completed ones.
  let agreements: [DebtorID: [Agreement]]
  private let payments: [AccountID: [NetPayment]]

  static func load(of accounts: [AccountID], in transaction: PostgresTransaction) async throws -> PaymentLedger {
    let promises = try await PromiseStore.related(to: accounts, in: transaction)
    let debtors = try await AgreementStore.debtors(of: accounts, in: transaction)
    let agreements = try await AgreementStore.living(of: Set(debtors + promises.map(\.event.debtorID)).sorted(), in: transaction)
    // Promises of a debtor who has an agreement, but none about these accounts.
    let known = Set(promises.map(\.event.debtorID))
    let others = try await PromiseStore.of(debtors: Set(agreements.map(\.event.debtorID)).subtracting(known).sorted(), in: transaction)
    let covered = Set((promises + others).flatMap(\.event.coveredAccountIDs) + agreements.map(\.event.accountID)).sorted()
    let payments = covered.isEmpty ? [] : try await PaymentStore.net(of: covered, in: transaction)
    return PaymentLedger(
      promises: Dictionary(grouping: promises + others, by: \.event.debtorID),
      agreements: Dictionary(grouping: agreements, by: \.event.debtorID), payments: Dictionary(grouping: payments, by: \.accountID))
  }

  func allocation(of debtorID: DebtorID, at now: Instant) -> PaymentAllocation {
    let (promises, agreements) = (promises[debtorID] ?? [], agreements[debtorID] ?? [])
    let accounts = Set(promises.flatMap(\.event.coveredAccountIDs) + agreements.map(\.event.accountID)).sorted()
    return PaymentAllocation(accounts.flatMap { payments[$0] ?? [] }, promises: promises, agreements: agreements, at: now)
  }
}
