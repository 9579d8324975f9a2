package import Contracts

extension Portfolio {
  /// Forgets who a debtor is: the states that are published of it and of its accounts say nothing personal any more, and no account is
  /// worked. Nothing happens to a debtor that was forgotten before or is not known.
  package mutating func erase(_ id: DebtorID) {
    guard let debtor = debtors[id], debtor.erasedAt == nil else { return }
    for account in accountsOf[id] ?? [] {
      accounts[account]?.now.erase()
      profiles[account] = nil
      touchedAccounts.insert(account)
    }
    supplements[id] = nil
    consents[id] = nil
    erased.insert(id)
    touchedDebtors.insert(id)
  }

  /// Whether nothing that is said of the debtor is taken any more.
  func isErased(_ id: DebtorID) -> Bool { debtors[id]?.erasedAt != nil || erased.contains(id) }
}

extension Debtor {
  /// Country, time zone and language stay: they say by which law and clock the figures count.
  mutating func erase(at now: Instant) {
    (idType, idNumber, fullName, birthDate) = ("", "", "", nil)
    (addresses, contacts, parties) = ([], [], [])
    erasedAt = now
  }
}

extension Account {
  mutating func erase() {
    accountNumber = ""
    attributes = [:]
    details = Array("{}".utf8)
    profileHash = nil
    stated.status = .inactive
  }
}
