import Contracts

extension Portfolio {
  /// Applies one statement.
  package mutating func apply(_ statement: AccountStatement) -> Outcome {
    do throws(RecordError) {
      let known = accounts[statement.accountID]?.now
      // Whatever is said of somebody who was forgotten is not taken, be it said again or anew.
      let meant = [statement.debtorID.map(canonical), known?.debtorID].compactMap(\.self)
      if meant.contains(where: isErased) { return .stale }
      guard let account = known else { return try start(statement) }
      switch account.judge(statement) {
      case .duplicate: return .duplicate
      case .stale: return .stale
      case .refuse(let error): return .rejected(error)
      case .apply:
        try replace(account, by: statement)
        return .updated
      }
    } catch {
      return .rejected(error)
    }
  }

  private mutating func start(_ statement: AccountStatement) throws(RecordError) -> Outcome {
    var account = try Account(from: statement)
    account.debtorID = canonical(account.debtorID)
    try takeProfile(of: statement, &account)
    accounts[account.accountID] = Holding(before: nil, now: account)
    touchedAccounts.insert(account.accountID)
    accountsOf[account.debtorID, default: []].append(account.accountID)
    touchedDebtors.insert(account.debtorID)
    reprofiledDebtors.insert(account.debtorID)
    applyWaiting(for: account.accountID)
    return .created
  }

  private mutating func replace(_ account: Account, by statement: AccountStatement) throws(RecordError) {
    var changed = account
    let needsMovements = account.hasMovements(after: statement)
    changed.take(statement)
    changed.debtorID = canonical(changed.debtorID)
    try takeProfile(of: statement, &changed)
    if needsMovements {
      for payment in changed.reapply(newerPayments(of: account.accountID), by: allocation) { payments[payment.key] = payment }
    }
    accounts[account.accountID]?.now = changed
    touchedAccounts.insert(account.accountID)
    touchedDebtors.insert(changed.debtorID)
    guard changed.debtorID != account.debtorID else { return }
    accountsOf[account.debtorID]?.removeAll { $0 == account.accountID }
    accountsOf[changed.debtorID, default: []].append(account.accountID)
    touchedDebtors.insert(account.debtorID)
    reprofiledDebtors.formUnion([account.debtorID, changed.debtorID])
  }

  /// Those that were loaded, in their newest form, in the order of their dates.
  private func newerPayments(of account: AccountID) -> [Payment] {
    var result = (movements[account] ?? []).map { payments[$0.key] ?? $0 }
    let loaded = Set(result.map(\.key))
    result += payments.values.filter { $0.accountID == account && $0.isNew && !loaded.contains($0.key) }
    return result.sorted { ($0.effectiveDate, $0.postedAt, $0.key) < ($1.effectiveDate, $1.postedAt, $1.key) }
  }

  private mutating func takeProfile(of statement: AccountStatement, _ account: inout Account) throws(RecordError) {
    guard var profile = statement.profile, profile.hash != account.profileHash else { return }
    if !profile.isWhole, let earlier = profiles[account.accountID] {
      profile = try profile.over(earlier.statement, currency: account.currency)
      guard profile.hash != account.profileHash else { return }
    }
    account.profileHash = profile.hash
    account.profileSince = statement.businessDate
    profiles[account.accountID] = Profile(accountID: account.accountID, since: statement.businessDate, statement: profile)
    reprofiledAccounts.insert(account.accountID)
    reprofiledDebtors.insert(account.debtorID)
  }
}
