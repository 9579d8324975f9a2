package import Contracts

extension Portfolio {
  /// Makes a debtor another one: its accounts go there, and what banks say under its document is said of the other from now on.
  ///
  /// - Returns: the accounts that went.
  /// - Throws: `conflict` when the two are the same, or one of them was merged before; `account_unknown` when there is no such debtor.
  package mutating func merge(_ id: DebtorID, into target: DebtorID) throws(RecordError) -> [AccountID] {
    guard id != target else { throw RecordError(.conflict, "into", "is the same debtor") }
    for (debtor, field) in [(id, "debtor_id"), (target, "into")] {
      guard let known = debtors[debtor] else { throw RecordError(.accountUnknown, field, "there is no such debtor") }
      guard known.erasedAt == nil else { throw RecordError(.conflict, field, "the debtor was forgotten") }
      guard known.mergedInto == nil else { throw RecordError(.conflict, field, "the debtor was merged into another one") }
    }
    let moving = (accountsOf[id] ?? []).sorted()
    move(moving, from: id, to: target)
    merges[id] = .some(target)
    return moving
  }

  /// Makes a debtor itself again.
  ///
  /// - Parameter ids: the accounts that went when it was merged; those that have changed hands since stay where they are.
  package mutating func unmerge(_ id: DebtorID, accounts ids: [AccountID]) throws(RecordError) {
    guard let target = debtors[id]?.mergedInto else { throw RecordError(.conflict, "debtor_id", "the debtor is not merged") }
    move(ids.filter { accounts[$0]?.now.debtorID == target }, from: target, to: id)
    merges[id] = .some(nil)
  }

  private mutating func move(_ ids: [AccountID], from: DebtorID, to: DebtorID) {
    for id in ids { accounts[id]?.now.debtorID = to }
    accountsOf[from]?.removeAll { ids.contains($0) }
    accountsOf[to, default: []] += ids
    touchedAccounts.formUnion(ids)
    touchedDebtors.formUnion([from, to])
    reprofiledDebtors.formUnion([from, to])
  }
}
