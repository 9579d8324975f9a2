package import Contracts

/// Reads and checks what a bank says about an account. Events and the rows of files go through the same reader.
package struct StatementReader: Sendable {
  let naming: Naming
  /// Business dates after the day that follows are refused.
  let today: CalendarDate

  package init(naming: Naming, today: CalendarDate) {
    self.naming = naming
    self.today = today
  }

  /// - Throws: the first thing that is wrong, with its code and field.
  package func read(
    _ object: JSONObject, kind: StatementKind, source: StatementSource, eventID: String?, bodyHash: ContentHash
  ) throws(RecordError) -> AccountStatement {
    let creditorID = CreditorID(try object.requiredCode("creditor_id", atMost: 64))
    let accountNumber = try object.requiredText("account_number", atMost: 64)
    let sequence = try object.integer("sequence", in: 0...Int64.max - 1)
    if source == .event, sequence == nil { throw object.missing("sequence") }
    let currency = try self.currency(object)
    let balances = try self.balances(object, currency)
    let profile = try ProfileReader(currency: currency).read(object)
    let isWhole = balances != nil && profile?.person != nil
    if kind.mustBeWhole, !isWhole { throw object.missing(profile?.person == nil ? "debtor" : "balances") }
    if kind.mustBeWhole { _ = try object.required("days_past_due") }
    var said = StatedFields(presentIn: object)
    if isWhole, source == .event { said.formUnion(.replacedByWholeStatements) }
    return AccountStatement(
      kind: kind, source: source, accountID: try naming.account(creditorID, accountNumber),
      debtorID: try debtorID(profile, currency, object), creditorID: creditorID, accountNumber: accountNumber, sequence: sequence,
      businessDate: try businessDate(object), eventID: eventID, bodyHash: bodyHash, currency: currency, balances: balances,
      productCode: try object.text("product_code", atMost: 64), productType: try object.word("product_type"),
      branchCode: try object.text("branch_code", atMost: 64),
      daysPastDue: try object.integer("days_past_due", in: -36_500...36_500).map(Int.init),
      oldestDueDate: try object.date("oldest_due_date"), nextDue: try datedAmount(object, "next_due", currency),
      lastPayment: try datedAmount(object, "last_payment", currency), riskScore: try riskScore(object), flags: try flags(object),
      attributes: try AttributeReader.read(object), customerStatus: try object.object("debtor")?.text("status", atMost: 64), said: said,
      details: StatementDetails.extract(from: object), profile: profile)
  }

  private func currency(_ object: JSONObject) throws(RecordError) -> Currency? {
    guard let value = object.value("currency"), let code = try value.text(atMost: 8) else { return nil }
    guard let currency = Currency(rawValue: code.uppercased()) else {
      throw RecordError(.unknownCurrency, value.path, "is not a currency that Ronda knows")
    }
    return currency
  }

  private func balances(_ object: JSONObject, _ currency: Currency?) throws(RecordError) -> StatedBalances? {
    guard let balances = try object.object("balances") else { return nil }
    guard let currency else { throw object.missing("currency") }
    guard let components = try balances.object("overdue") else { throw balances.missing("overdue") }
    let overdue = try OverdueBalances(reading: AmountFields(object: components, currency: currency))
    let fields = AmountFields(object: balances, currency: currency)
    _ = try fields.balance("outstanding_principal")
    let notYetDue = try fields.balance("not_yet_due") ?? 0
    return StatedBalances(overdue: overdue, totalDue: try fields.balance("total_due") ?? overdue.total + notYetDue)
  }

  private func businessDate(_ object: JSONObject) throws(RecordError) -> CalendarDate {
    let date = try object.requiredDate("business_date")
    guard date <= today.advanced(byDays: 1) else {
      throw RecordError(.futureBusinessDate, "business_date", "lies after tomorrow (\(today.advanced(byDays: 1)))")
    }
    return date
  }

  private func debtorID(_ profile: ProfileStatement?, _ currency: Currency?, _ object: JSONObject) throws(RecordError) -> DebtorID? {
    guard let profile, let person = profile.person else { return nil }
    let addresses = profile.addresses ?? []
    let home = addresses.first { $0.kind == .home } ?? addresses.first
    guard let country = Countries.ofIdentity(idType: person.idType, home: home?.country, currency: currency) else {
      throw RecordError(.unknownCountry, "addresses", "neither an address nor debtor.id_type nor currency tells the debtor's country")
    }
    return try naming.debtor(country: country, idType: person.idType, idNumber: person.idNumber)
  }

  private func datedAmount(_ object: JSONObject, _ name: String, _ currency: Currency?) throws(RecordError) -> DatedAmount? {
    guard let pair = try object.object(name), let date = try pair.date("date") else { return nil }
    guard let currency else { return DatedAmount(date: date, amountMinor: nil) }
    return DatedAmount(date: date, amountMinor: try AmountFields(object: pair, currency: currency).balance("amount"))
  }

  private func riskScore(_ object: JSONObject) throws(RecordError) -> Int? {
    let range: ClosedRange<Int64> = -1_000_000...1_000_000
    if let score = try object.integer("risk_score", in: range) { return Int(score) }
    return try object.object("debtor")?.integer("risk_score", in: range).map(Int.init)
  }

  private func flags(_ object: JSONObject) throws(RecordError) -> AccountFlags? {
    guard let stated = try object.object("flags") else { return nil }
    var flags = AccountFlags()
    for flag in AccountFlags.names { flags[keyPath: flag.path] = try stated.boolean(flag.name) ?? false }
    return flags
  }
}

extension StatementKind {
  /// Kinds that bring an account to us, and so must say all that is needed to work it.
  var mustBeWhole: Bool { self == .delinquent || self == .listed }

  /// Kinds that no event has.
  var isOfFiles: Bool { self == .listed || self == .unlisted || self == .activated }
}

extension StatedFields {
  /// What a statement that says everything also says by leaving it out. Flags and attributes stay until they are said anew.
  static let replacedByWholeStatements: StatedFields = [
    .productCode, .branchCode, .oldestDueDate, .nextDue, .lastPayment, .riskScore,
  ]

  init(presentIn object: JSONObject) {
    self = []
    if object.has("product_code") { insert(.productCode) }
    if object.has("branch_code") { insert(.branchCode) }
    if object.has("oldest_due_date") { insert(.oldestDueDate) }
    if object.has("next_due") { insert(.nextDue) }
    if object.has("last_payment") { insert(.lastPayment) }
    if object.has("risk_score") { insert(.riskScore) }
    if object.has("flags") { insert(.flags) }
    if object.has("attributes") { insert(.attributes) }
  }
}

extension AccountFlags {
  /// Each flag with its name on the wire.
  static let names: [(name: String, path: any WritableKeyPath<AccountFlags, Bool> & Sendable)] = [
    ("dispute", \.dispute), ("hardship", \.hardship), ("insolvency", \.insolvency),
    ("legal_representative", \.legalRepresentative), ("do_not_contact", \.doNotContact), ("deceased", \.deceased),
    ("fraud", \.fraud), ("visit_authorized", \.visitAuthorized),
  ]
}

extension JSONObject {
  /// A key as systems give them: visible ASCII without the characters that separate the parts of our own keys.
  func requiredCode(_ name: String, atMost limit: Int) throws(RecordError) -> String {
    let code = try requiredText(name, atMost: limit)
    guard code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }) else {
      throw RecordError(.invalidValue, path.isEmpty ? name : "\(path).\(name)", "expected visible ASCII characters other than / and :")
    }
    return code
  }
}
