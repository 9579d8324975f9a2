package import Contracts

/// What a batch changes: the rows to write and the events to publish, each key once and in the order of the keys.
package struct Settlement: Sendable {
  package var debtors: [Debtor] = []
  package var accounts: [Account] = []
  package var profiles: [Profile] = []
  package var newPayments: [Payment] = []
  package var changedPayments: [Payment] = []
  package var nowWaiting: [WaitingPayment] = []
  package var noLongerWaiting: [PaymentKey] = []
  package var lateRejects: [LateReject] = []
  package var debtorEvents: [DebtorUpdated] = []
  package var accountEvents: [AccountUpdated] = []
  package var paymentEvents: [PaymentRecorded] = []
}

extension Portfolio {
  /// Brings debtors up to date with their accounts and answers what has changed. Versions rise only where an event says something new.
  package mutating func settled() throws(RecordError) -> Settlement {
    var settlement = Settlement()
    for id in touchedDebtors.sorted() { try settle(id, into: &settlement) }
    for (id, holding) in accounts { settle(id, holding, into: &settlement) }
    settlement.accounts.sort { $0.accountID < $1.accountID }
    settlement.accountEvents.sort { $0.accountID < $1.accountID }
    settlement.profiles = reprofiledAccounts.sorted().compactMap { profiles[$0] }
    settlement.newPayments = payments.values.filter(\.isNew).sorted { $0.key < $1.key }
    settlement.changedPayments = payments.values.filter { $0.isChanged && !$0.isNew }.sorted { $0.key < $1.key }
    settlement.nowWaiting = nowWaiting.subtracting(noLongerWaiting).sorted().compactMap { waiting[$0] }
    settlement.noLongerWaiting = noLongerWaiting.subtracting(nowWaiting).sorted()
    settlement.lateRejects = lateRejects
    settlement.paymentEvents = recorded
    return settlement
  }

  private func settle(_ id: DebtorID, into settlement: inout Settlement) throws(RecordError) {
    let own = (accountsOf[id] ?? []).compactMap { accounts[$0]?.now }
    let before = debtors[id]
    var debtor = before
    if reprofiledDebtors.contains(id) || before == nil, let currency = own.first?.currency {
      let known = own.compactMap { profiles[$0.accountID] }
      if var consolidated = try Consolidation(naming: naming).debtor(id, from: known, currency: currency) {
        consolidated.version = before?.version ?? 0
        consolidated.revision = before?.revision ?? 0
        debtor = consolidated
      }
    }
    guard var debtor else { return }
    debtor.totals = [DebtorTotal](over: own)
    if let before, before.updated(version: 0, at: now) == debtor.updated(version: 0, at: now) { return }
    debtor.version += 1
    debtor.revision += 1
    settlement.debtors.append(debtor)
    settlement.debtorEvents.append(debtor.updated(version: debtor.version, at: now))
  }

  private func settle(_ id: AccountID, _ holding: Holding, into settlement: inout Settlement) {
    var account = holding.now
    guard holding.before == nil || account.isWritten(over: holding.before) else { return }
    let event = account.updated(version: 0, at: now)
    if holding.before.map({ $0.updated(version: 0, at: now) }) != event {
      account.version += 1
      settlement.accountEvents.append(account.updated(version: account.version, at: now))
    }
    account.revision += 1
    settlement.accounts.append(account)
  }
}

extension Account {
  /// Whether a statement or a payment of the batch has touched the row.
  fileprivate func isWritten(over before: Account?) -> Bool {
    guard let before else { return true }
    return eventHash != before.eventHash || fileHash != before.fileHash || sequence != before.sequence
      || overdue != before.overdue || totalDue != before.totalDue || lastPayment != before.lastPayment
      || latestMovement != before.latestMovement || stated != before.stated || source != before.source
  }
}
