package import Contracts

/// The state of one debtor, over all creditors and products.
package struct Debtor: Sendable {
  package let debtorID: DebtorID
  package var idType: String
  package var idNumber: String
  package var fullName: String
  package var personType: PersonType
  package var birthDate: CalendarDate?
  package var language: String
  package var country: String
  package var timeZone: String
  package var addresses: [DebtorAddress]
  package var contacts: [DebtorContact]
  package var parties: [DebtorParty]
  package var totals: [DebtorTotal]
  package var version: Int64 = 0
  /// Grows with every write of the row.
  package var revision: Int64 = 0
  /// The debtor that this one turned out to be.
  package var mergedInto: DebtorID?
  /// When it was forgotten; nothing is taken of it since.
  package var erasedAt: Instant?

  package func updated(version: Int64, at now: Instant) -> DebtorUpdated {
    DebtorUpdated(
      debtorID: debtorID, idType: idType, idNumber: idNumber, fullName: fullName, personType: personType, birthDate: birthDate,
      language: language, country: country, timeZone: timeZone, addresses: addresses, contacts: contacts, totals: totals,
      parties: parties.isEmpty ? nil : parties, version: version, updatedAt: now)
  }
}

extension [DebtorTotal] {
  /// What a debtor owes over the accounts that are worked, one total a currency, in the order of the currencies' codes.
  package init(over accounts: some Sequence<Account>) {
    self = []
    for account in accounts where account.status.isWorked {
      add(account.currency, totalDue: account.totalDue, overdue: account.overdue.total, daysPastDue: account.stated.daysPastDue)
    }
  }

  /// Adds an account's figures to the total of its currency. There are few currencies.
  mutating func add(_ currency: Currency, totalDue: Int64, overdue: Int64, daysPastDue: Int) {
    let place = firstIndex { $0.currency.rawValue >= currency.rawValue } ?? count
    if place == count || self[place].currency != currency {
      insert(
        DebtorTotal(currency: currency, totalDueMinor: 0, overdueMinor: 0, accounts: 0, maximumDaysPastDue: daysPastDue), at: place)
    }
    self[place].totalDueMinor += totalDue
    self[place].overdueMinor += overdue
    self[place].accounts += 1
    self[place].maximumDaysPastDue = Swift.max(self[place].maximumDaysPastDue, daysPastDue)
  }
}
