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
  package var dividedPayments: [DividedPayment] = []
  package var lateRejects: [LateReject] = []
  package var supplements: [Supplement] = []
  package var withdrawnSupplements: [SupplementID] = []
  package var consents: [Consent] = []
  /// Accounts that changed hands, and debtors that became another one.
  package var successions: [Succession] = []
  package var debtorEvents: [DebtorUpdated] = []
  package var accountEvents: [AccountUpdated] = []
  package var paymentEvents: [PaymentRecorded] = []
}

extension Portfolio {
  /// Brings debtors up to date with their accounts and answers what has changed. Versions rise only where an event says something new.
  package mutating func settled() throws(RecordError) -> Settlement {
    var settlement = Settlement()
    for id in touchedDebtors.sorted() { try settle(id, into: &settlement) }
    settlement.accounts.reserveCapacity(touchedAccounts.count)
    settlement.accountEvents.reserveCapacity(touchedAccounts.count)
    for id in touchedAccounts.sorted() {
      if let holding = accounts[id] { settle(holding, into: &settlement) }
    }
    settlement.profiles = reprofiledAccounts.sorted().compactMap { profiles[$0] }
    settlement.newPayments = payments.values.filter(\.isNew).sorted { $0.key < $1.key }
    settlement.changedPayments = payments.values.filter { $0.isChanged && !$0.isNew }.sorted { $0.key < $1.key }
    settlement.nowWaiting = nowWaiting.subtracting(noLongerWaiting).sorted().compactMap { waiting[$0] }
    settlement.noLongerWaiting = noLongerWaiting.subtracting(nowWaiting).sorted()
    settlement.dividedPayments = changedDivided.sorted().compactMap { divided[$0] }
    settlement.lateRejects = lateRejects
    settlement.supplements = supplements.values.flatMap(\.values).filter { saidSupplements.contains($0.supplementID) }
      .sorted { $0.supplementID < $1.supplementID }
    settlement.withdrawnSupplements = withdrawnSupplements.sorted()
    settlement.consents = newConsents
    settlement.successions = successions
    settlement.paymentEvents = recorded
    return settlement
  }

  private var successions: [Succession] {
    let moved = touchedAccounts.sorted().compactMap { id -> Succession? in
      guard let holding = accounts[id], let before = holding.before, before.debtorID != holding.now.debtorID else { return nil }
      return Succession(accountID: id, from: before.debtorID, to: holding.now.debtorID)
    }
    let merged = merges.sorted { $0.key < $1.key }.compactMap { id, target in
      target.map { Succession(accountID: nil, from: id, to: $0) }
    }
    return moved + merged
  }

  private func settle(_ id: DebtorID, into settlement: inout Settlement) throws(RecordError) {
    let own = (accountsOf[id] ?? []).compactMap { accounts[$0] }
    let before = debtors[id]
    var debtor = before
    if !isErased(id), reprofiledDebtors.contains(id) || before == nil, let currency = own.first?.now.currency {
      let known = own.compactMap { profiles[$0.now.accountID] }
      if var consolidated = try Consolidation(naming: naming).debtor(
        id, from: known, supplements: supplements[id].map { Array($0.values) } ?? [], consents: consents[id] ?? [], currency: currency)
      {
        consolidated.version = before?.version ?? 0
        consolidated.revision = before?.revision ?? 0
        debtor = consolidated
      }
    }
    guard var debtor else { return }
    if erased.contains(id) { debtor.erase(at: now) }
    debtor.totals = [DebtorTotal](over: own)
    debtor.mergedInto = merges[id] ?? before?.mergedInto
    debtor.version += 1
    let event = debtor.updated(version: debtor.version, at: now)
    let saysNothing = before.map { $0.updated(version: debtor.version, at: now) == event } ?? false
    if saysNothing, before?.mergedInto == debtor.mergedInto, before?.erasedAt == debtor.erasedAt { return }
    if saysNothing { debtor.version -= 1 }
    debtor.revision += 1
    settlement.debtors.append(debtor)
    if !saysNothing { settlement.debtorEvents.append(event) }
  }

  private func settle(_ holding: Holding, into settlement: inout Settlement) {
    if let before = holding.before, !holding.now.isWritten(over: before) { return }
    let version = holding.now.version + 1
    let event = holding.now.updated(version: version, at: now)
    if holding.before.map({ $0.updated(version: version, at: now) }) != event {
      holding.now.version = version
      settlement.accountEvents.append(event)
    }
    holding.now.revision += 1
    settlement.accounts.append(holding.now)
  }
}

extension [DebtorTotal] {
  /// Field by field: to copy an account costs more than to add it up.
  fileprivate init(over holdings: [Portfolio.Holding]) {
    self = []
    for holding in holdings where holding.now.status.isWorked {
      add(
        holding.now.currency, totalDue: holding.now.totalDue, overdue: holding.now.overdue.total,
        daysPastDue: holding.now.stated.daysPastDue)
    }
  }
}

extension Account {
  /// Whether a statement or a payment of the batch has touched the row.
  fileprivate func isWritten(over before: Account) -> Bool {
    eventHash != before.eventHash || fileHash != before.fileHash || sequence != before.sequence
      || overdue != before.overdue || totalDue != before.totalDue || lastPayment != before.lastPayment
      || debtorID != before.debtorID || latestMovement != before.latestMovement || stated != before.stated || source != before.source
      || details != nil || accountNumber != before.accountNumber
  }
}
