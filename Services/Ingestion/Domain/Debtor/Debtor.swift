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
  package var totals: [DebtorTotal]
  package var version: Int64 = 0
  /// Grows with every write of the row.
  package var revision: Int64 = 0

  package func updated(version: Int64, at now: Instant) -> DebtorUpdated {
    DebtorUpdated(
      debtorID: debtorID, idType: idType, idNumber: idNumber, fullName: fullName, personType: personType, birthDate: birthDate,
      language: language, country: country, timeZone: timeZone, addresses: addresses, contacts: contacts, totals: totals,
      version: version, updatedAt: now)
  }
}

extension [DebtorTotal] {
  /// What a debtor owes over the accounts that are worked, one total a currency, in the order of the currencies' codes.
  package init(over accounts: some Sequence<Account>) {
    var totals: [Currency: DebtorTotal] = [:]
    for account in accounts where account.status.isWorked {
      let daysPastDue = account.stated.daysPastDue
      var total =
        totals[account.currency]
        ?? DebtorTotal(
          currency: account.currency, totalDueMinor: 0, overdueMinor: 0, accounts: 0, maximumDaysPastDue: daysPastDue)
      total.totalDueMinor += account.totalDue
      total.overdueMinor += account.overdue.total
      total.accounts += 1
      total.maximumDaysPastDue = Swift.max(total.maximumDaysPastDue, daysPastDue)
      totals[account.currency] = total
    }
    self = totals.values.sorted { $0.currency.rawValue < $1.currency.rawValue }
  }
}
