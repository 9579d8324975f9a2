package import Contracts

extension PaymentReader {
  /// Over how many accounts one payment may be divided.
  static let maximumParts = 100

  /// Reads a payment of one account (`account_number`), of several (`accounts`), or a reversal of all (neither).
  package func report(
    _ object: JSONObject, kind: PaymentKind, source: StatementSource, bodyHash: ContentHash
  ) throws(RecordError) -> PaymentReport {
    let isDivided = object.value("accounts") != nil
    let takesAllBack = !isDivided && object.value("account_number") == nil && object.value("reversal_of") != nil
    guard isDivided || takesAllBack else {
      return PaymentReport(try read(object, kind: kind, source: source, bodyHash: bodyHash))
    }
    let head = try head(object, kind: kind)
    var report = PaymentReport(head: head, source: source, bodyHash: bodyHash, body: Array(object.raw), share: .accounts([]))
    if let original = head.reversalKey, takesAllBack {
      report.share = .all(of: original)
    } else {
      report.share = .accounts(try parts(of: object, head, source))
    }
    return report
  }

  /// A reversal of all, now that the accounts of its payment are known.
  ///
  /// - Parameter shares: a JSON list of what the payment brought to which account.
  func parts(of report: PaymentReport, over shares: [UInt8]) throws(RecordError) -> [PaymentNotice] {
    let object = try JSONDocument(report.body).root.object()
    let accounts = try JSONDocument(Array("{\"accounts\":".utf8) + shares + Array("}".utf8)).root.object()
    return try parts(of: try JSONDocument(JSONOverlay.merge(accounts, over: object)).root.object(), report.head, report.source)
  }

  private func parts(of object: JSONObject, _ head: PaymentHead, _ source: StatementSource) throws(RecordError) -> [PaymentNotice] {
    for name in ["account_number", "allocation"] where object.value(name) != nil {
      throw RecordError(.invalidValue, name, "belongs into the elements of accounts, where a payment has several")
    }
    let common = try JSONDocument(JSONOverlay.without(["accounts", "amount", "amount_minor"], object)).root.object()
    let elements = try object.elements("accounts", atMost: Self.maximumParts)
    guard !elements.isEmpty else { throw object.missing("accounts") }
    var parts: [PaymentNotice] = []
    for (index, element) in elements.enumerated() {
      do throws(RecordError) {
        let part = try part(try element.object(), common, head, source)
        if parts.contains(where: { $0.accountID == part.accountID }) {
          throw RecordError(.invalidValue, "account_number", "is named twice; an account has one part of a payment")
        }
        parts.append(part)
      } catch {
        throw error.field.hasPrefix("accounts[") ? error : error.inside("accounts[\(index)]")
      }
    }
    try checkTotal(of: object, parts)
    return parts
  }

  /// A part is read as a payment that was sent alone, from a body that says all of it, so that it can wait for its account alone.
  private func part(
    _ element: JSONObject, _ common: JSONObject, _ head: PaymentHead, _ source: StatementSource
  ) throws(RecordError) -> PaymentNotice {
    let account = try naming.account(head.creditorID, try element.requiredText("account_number", atMost: 64))
    let identity = JSONWriter.object(["payment_id": head.paymentID.part(of: account).rawValue, "part_of": head.paymentID.rawValue])
    let said = try JSONDocument(JSONOverlay.merge(element, over: common)).root.object()
    let body = JSONOverlay.merge(try JSONDocument(identity).root.object(), over: said)
    let part = try read(try JSONDocument(body).root.object(), kind: head.kind, source: source, bodyHash: ContentHash(of: body))
    guard part.reversalOf == head.reversalOf, part.creditorID == head.creditorID, part.valueDate == head.valueDate else {
      throw RecordError(.invalidValue, "", "says otherwise than the payment whom it belongs to, which date or payment it takes back")
    }
    return part
  }

  /// Where the whole amount is given too, the parts must sum up to it, to the minor unit.
  private func checkTotal(of object: JSONObject, _ parts: [PaymentNotice]) throws(RecordError) {
    guard let total = try amount("amount", of: object, try currency(object)) else { return }
    var rest = try total.finest
    for part in parts { rest.value -= try part.amount.comparable(with: rest) }
    guard rest.value == 0 else { throw RecordError(.allocationMismatch, "amount", "is not the sum of the accounts' amounts") }
  }
}

extension NoticeAmount {
  /// In minor units, or in the finest fraction of the major unit that a currency has.
  fileprivate var finest: (value: Int64, isMinor: Bool) {
    get throws(RecordError) {
      switch self {
      case .minor(let minor): (minor, true)
      case .major(let major): (try major.value.minor(decimals: 4, field: "amount"), false)
      }
    }
  }

  fileprivate func comparable(with total: (value: Int64, isMinor: Bool)) throws(RecordError) -> Int64 {
    let own = try finest
    guard own.isMinor == total.isMinor else {
      throw RecordError(.invalidValue, "amount", "has another form than the accounts' amounts; say the currency, or use one form")
    }
    return own.value
  }
}
