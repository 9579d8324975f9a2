package import Contracts

/// What a message needs to know of its debtor.
package struct DebtorFacts: Equatable, Sendable {
  package var debtorID: DebtorID
  package var fullName: String
  package var language: String
  package var country: String
  package var timeZone: String
  /// The address to write to; `nil` without a usable one.
  package var email: String?
  /// `nil` when the debtor was never asked.
  package var emailConsent: Bool?
  package var version: Int64

  package init(
    debtorID: DebtorID, fullName: String, language: String, country: String, timeZone: String, email: String?, emailConsent: Bool?,
    version: Int64
  ) {
    self.debtorID = debtorID
    self.fullName = fullName
    self.language = language
    self.country = country
    self.timeZone = timeZone
    self.email = email
    self.emailConsent = emailConsent
    self.version = version
  }

  /// Of several addresses the one with the debtor's consent, then the better known one; a bad one or one that could carry a header is
  /// not used. A refusal counts when no other address was agreed to.
  package init(_ event: DebtorUpdated) {
    let usable = event.contacts.filter { $0.channel == .email && $0.quality != "bad" && Self.isAddress($0.value) }
    func rank(_ contact: DebtorContact) -> Int {
      (contact.consentGranted == true ? 4 : contact.consentGranted == nil ? 2 : 0) + (contact.quality == "good" ? 1 : 0)
    }
    let best = usable.max { rank($0) < rank($1) }
    self.init(
      debtorID: event.debtorID, fullName: event.fullName, language: event.language, country: event.country, timeZone: event.timeZone,
      email: best?.value, emailConsent: best?.consentGranted, version: event.version)
  }

  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
      && text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && !"<>,;:\"()[]\\".unicodeScalars.contains($0) }
  }
}

/// What a message needs to know of its account.
package struct AccountFacts: Equatable, Sendable {
  package var accountID: AccountID
  package var debtorID: DebtorID
  package var creditorID: CreditorID
  package var accountNumber: String
  package var productType: ProductType
  package var currency: Currency
  package var status: AccountStatus
  /// After the newest payment, as `overdueMinor`.
  package var daysPastDue: Int
  package var oldestDueDate: CalendarDate?
  package var totalDueMinor: Int64
  package var overdueMinor: Int64
  package var nextDueDate: CalendarDate?
  package var nextDueMinor: Int64?
  package var flags: AccountFlags

  package init(
    accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID, accountNumber: String, productType: ProductType,
    currency: Currency, status: AccountStatus, daysPastDue: Int, oldestDueDate: CalendarDate?, totalDueMinor: Int64,
    overdueMinor: Int64, nextDueDate: CalendarDate?, nextDueMinor: Int64?, flags: AccountFlags
  ) {
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.accountNumber = accountNumber
    self.productType = productType
    self.currency = currency
    self.status = status
    self.daysPastDue = daysPastDue
    self.oldestDueDate = oldestDueDate
    self.totalDueMinor = totalDueMinor
    self.overdueMinor = overdueMinor
    self.nextDueDate = nextDueDate
    self.nextDueMinor = nextDueMinor
    self.flags = flags
  }
}

/// A promise as a reminder needs it.
package struct PromiseFacts: Equatable, Sendable {
  package var amountMinor: Int64
  package var currency: Currency
  package var dueOn: CalendarDate

  package init(amountMinor: Int64, currency: Currency, dueOn: CalendarDate) {
    self.amountMinor = amountMinor
    self.currency = currency
    self.dueOn = dueOn
  }
}
