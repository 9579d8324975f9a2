package import Contracts

/// Reads and checks payment notices. Events, rows of files and payments that waited go through the same reader.
package struct PaymentReader: Sendable {
  let naming: Naming
  let today: CalendarDate

  package init(naming: Naming, today: CalendarDate) {
    self.naming = naming
    self.today = today
  }

  /// A payment of one account.
  package func read(
    _ object: JSONObject, kind: PaymentKind, source: StatementSource, bodyHash: ContentHash
  ) throws(RecordError) -> PaymentNotice {
    let head = try head(object, kind: kind)
    let accountNumber = try object.requiredText("account_number", atMost: 64)
    let currency = try self.currency(object)
    return PaymentNotice(
      key: head.key, paymentID: head.paymentID, partOf: try object.text("part_of", atMost: 128).map { PaymentID($0) },
      creditorID: head.creditorID, accountID: try naming.account(head.creditorID, accountNumber), accountNumber: accountNumber,
      kind: head.kind, reversalOf: head.reversalOf, reversalKey: head.reversalKey,
      amount: try requiredAmount(object, currency), currency: currency, allocation: try allocation(object, currency),
      valueDate: head.valueDate,
      postedAt: try object.instant("posted_at") ?? Instant(milliseconds: Int64(head.valueDate.daysSince1970) * 86_400_000),
      channel: try object.text("channel", atMost: 64), receipt: try object.text("receipt", atMost: 128), source: source,
      bodyHash: bodyHash, body: Array(object.raw))
  }

  func head(_ object: JSONObject, kind: PaymentKind) throws(RecordError) -> PaymentHead {
    let creditorID = CreditorID(try object.requiredCode("creditor_id", atMost: 64))
    // A part's id is that of the whole and an account's.
    let paymentID = PaymentID(try object.requiredText("payment_id", atMost: object.value("part_of") == nil ? 128 : 192))
    let reversalOf = try object.text("reversal_of", atMost: 192).map { PaymentID($0) }
    // A payment that takes another one back is a reversal, whatever it is called.
    let kind = reversalOf == nil ? kind : .reversed
    if kind == .reversed, reversalOf == nil { throw object.missing("reversal_of") }
    if reversalOf == paymentID { throw RecordError(.invalidValue, "reversal_of", "names the reversal itself") }
    let valueDate = try object.requiredDate("value_date")
    guard valueDate <= today.advanced(byDays: 1) else {
      throw RecordError(.futureBusinessDate, "value_date", "lies after tomorrow (\(today.advanced(byDays: 1)))")
    }
    return PaymentHead(
      key: try naming.payment(creditorID, paymentID), paymentID: paymentID, creditorID: creditorID, kind: kind, reversalOf: reversalOf,
      reversalKey: try reversalKey(creditorID, reversalOf), valueDate: valueDate)
  }

  private func reversalKey(_ creditor: CreditorID, _ payment: PaymentID?) throws(RecordError) -> PaymentKey? {
    guard let payment else { return nil }
    return try naming.payment(creditor, payment)
  }

  func currency(_ object: JSONObject) throws(RecordError) -> Currency? {
    guard let value = object.value("currency"), let code = try value.text(atMost: 8) else { return nil }
    guard let currency = Currency(rawValue: code.uppercased()) else {
      throw RecordError(.unknownCurrency, value.path, "is not a currency that Ronda knows")
    }
    return currency
  }

  private func requiredAmount(_ object: JSONObject, _ currency: Currency?) throws(RecordError) -> NoticeAmount {
    guard let amount = try amount("amount", of: object, currency) else { throw object.missing("amount") }
    let isPositive =
      switch amount {
      case .minor(let minor): minor > 0
      case .major(let major): major.value.digits > 0
      }
    guard isPositive else { throw RecordError(.negativeAmount, "amount", "must be above zero; a reversal says so by its kind") }
    return amount
  }

  func amount(_ name: String, of object: JSONObject, _ currency: Currency?) throws(RecordError) -> NoticeAmount? {
    if let currency { return try AmountFields(object: object, currency: currency).amount(name).map { .minor($0) } }
    if let value = object.value(name) { return .major(MajorAmount(value: try value.decimal())) }
    // Whole minor units mean the same in every currency.
    return try AmountFields(object: object, currency: .cop).amount(name).map { .minor($0) }
  }

  private func allocation(_ object: JSONObject, _ currency: Currency?) throws(RecordError) -> NoticeAllocation? {
    guard let given = try object.object("allocation") else { return nil }
    return NoticeAllocation(
      principal: try part("principal", of: given, currency), interest: try part("interest", of: given, currency),
      lateInterest: try part("late_interest", of: given, currency), fees: try part("fees", of: given, currency),
      insurance: try part("insurance", of: given, currency))
  }

  private func part(_ name: String, of object: JSONObject, _ currency: Currency?) throws(RecordError) -> NoticeAmount? {
    let amount = try amount(name, of: object, currency)
    let isNegative =
      switch amount {
      case .minor(let minor): minor < 0
      case .major(let major): major.value.digits < 0
      case nil: false
      }
    if isNegative { throw RecordError(.negativeAmount, "\(object.path).\(name)", "the amount is negative") }
    return amount
  }
}

extension JSONObject {
  /// The object's bytes as they were sent.
  package var raw: ArraySlice<UInt8> {
    let node = document.nodes[index]
    return document.bytes[Int(node.start)..<Int(node.end)]
  }
}
