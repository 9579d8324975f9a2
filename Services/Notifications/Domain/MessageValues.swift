import Contracts

/// What a template may show, by name. A value that is not known is absent, and a text that asks for it is not sent.
package struct MessageValues: Equatable, Sendable {
  package private(set) var texts: [String: String] = [:]
  package private(set) var flags: [String: Bool] = [:]

  package init(_ letter: Letter, language: String) {
    let wording = Wording(language: language, country: letter.debtor?.country ?? "")
    texts["debtor_name"] = letter.debtor?.fullName
    if let account = letter.account {
      texts["creditor_name"] = letter.creditorName ?? account.creditorID.rawValue
      texts["account_mask"] = Self.mask(account.accountNumber)
      texts["days_past_due"] = String(account.daysPastDue)
      texts["overdue_amount"] = wording.text(Money(minor: account.overdueMinor, currency: account.currency))
      texts["total_amount"] = wording.text(Money(minor: account.totalDueMinor, currency: account.currency))
      texts["due_date"] = (account.nextDueDate ?? account.oldestDueDate).map(wording.text)
      texts["next_due_amount"] = account.nextDueMinor.map { wording.text(Money(minor: $0, currency: account.currency)) }
    }
    if let promise = letter.promise {
      texts["promise_amount"] = wording.text(Money(minor: promise.amountMinor, currency: promise.currency))
      texts["promise_date"] = wording.text(promise.dueOn)
    }
    flags["has_next_due_amount"] = texts["next_due_amount"] != nil
  }

  /// The last four characters: enough to recognise, too little to abuse.
  private static func mask(_ number: String) -> String { "…" + number.suffix(4) }
}

/// Amounts and dates as people of a country write them.
struct Wording: Sendable {
  let language: String
  let country: String

  private static let monthsES = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
  ]
  private static let monthsEN = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
  ]
  /// Where thousands are set apart by commas and decimals by a point; elsewhere it is the other way round.
  private static let pointCountries: Set<String> = ["PE", "MX", "GT", "US", "DO", "HN", "NI", "PA"]

  func text(_ date: CalendarDate) -> String {
    let (year, month, day) = date.components
    return language == "en" ? "\(day) \(Self.monthsEN[month - 1]) \(year)" : "\(day) de \(Self.monthsES[month - 1]) de \(year)"
  }

  func text(_ money: Money) -> String {
    let usesPoint = language == "en" || Self.pointCountries.contains(country)
    let digits = String(money.minor.magnitude)
    let decimals = money.currency.decimals
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var whole = ""
    for (index, digit) in padded.dropLast(decimals).reversed().enumerated() {
      if index > 0, index % 3 == 0 { whole.append(usesPoint ? "," : ".") }
      whole.append(digit)
    }
    let fraction = decimals == 0 ? "" : (usesPoint ? "." : ",") + padded.suffix(decimals)
    return "\(money.currency.rawValue) \(money.minor < 0 ? "-" : "")\(String(whole.reversed()))\(fraction)"
  }
}
