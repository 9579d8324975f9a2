package import Contracts

/// Payments over several accounts, and reversals of all that a payment brought.
extension Portfolio {
  /// Applies what a bank reports under one `payment_id`, all of it or, when a part cannot be, nothing.
  ///
  /// A part whose account is not known yet waits for it alone.
  package mutating func apply(_ report: PaymentReport, origin: String) -> Outcome {
    do throws(RecordError) {
      let outcome: Outcome
      if case .account(let notice) = report.share {
        guard divided[report.key] == nil else { throw Self.conflict }
        outcome = apply(notice, origin: origin)
      } else {
        if let known = divided[report.key] { return try repeated(known, report) }
        guard payments[report.key] == nil, waiting[report.key] == nil else { throw Self.conflict }
        outcome = try divide(report, origin: origin)
      }
      if outcome == .created || outcome == .waits { applyReversalsOfAll(report.key) }
      return outcome
    } catch {
      return .rejected(error)
    }
  }

  private mutating func divide(_ report: PaymentReport, origin: String) throws(RecordError) -> Outcome {
    guard case .all(let original) = report.share else { return try apply(report.notices, of: report, origin: origin) }
    guard let shares = try shares(of: original) else {
      note(report, origin: origin, isWaiting: true)
      return .waits
    }
    return try apply(try reader.parts(of: report, over: shares), of: report, origin: origin)
  }

  private mutating func apply(_ parts: [PaymentNotice], of report: PaymentReport, origin: String) throws(RecordError) -> Outcome {
    for (index, part) in parts.enumerated() {
      do throws(RecordError) {
        guard payments[part.key] == nil, waiting[part.key] == nil else { throw Self.conflict }
        if let account = accounts[part.accountID]?.now { _ = try value(of: part, on: account) }
      } catch {
        throw error.inside("accounts[\(index)]")
      }
    }
    note(report, origin: origin, isWaiting: false)
    let outcomes = parts.map { apply($0, origin: origin) }
    return outcomes.allSatisfy { $0 == .waits } ? .waits : .created
  }

  private mutating func note(_ report: PaymentReport, origin: String, isWaiting: Bool) {
    divided[report.key] = DividedPayment(
      head: report.head, source: report.source, bodyHash: report.bodyHash, body: report.body, origin: origin, isWaiting: isWaiting)
    changedDivided.insert(report.key)
  }

  /// The same report again has no effect; from another source it must mean the same, part by part.
  private func repeated(_ known: DividedPayment, _ report: PaymentReport) throws(RecordError) -> Outcome {
    if known.bodyHash == report.bodyHash { return .duplicate }
    guard known.source != report.source, known.head == report.head, !known.isWaiting else { throw Self.conflict }
    let parts = try self.parts(of: report)
    let before = try self.parts(of: PaymentReport(known, reader))
    guard Set(parts.map(\.key)) == Set(before.map(\.key)) else { throw Self.conflict }
    for part in parts {
      guard let payment = payments[part.key] else { throw Self.conflict }
      _ = try repeated(payment, part)
    }
    return .duplicate
  }

  private func parts(of report: PaymentReport) throws(RecordError) -> [PaymentNotice] {
    guard case .all(let original) = report.share else { return report.notices }
    guard let shares = try shares(of: original) else { return [] }
    return try reader.parts(of: report, over: shares)
  }

  // MARK: - What is to be loaded

  /// The accounts of the payments over several accounts that were loaded.
  package func dividedAccounts() throws(RecordError) -> Set<AccountID> {
    var accounts: Set<AccountID> = []
    for known in divided.values { accounts.formUnion(try PaymentReport(known, reader).notices.map(\.accountID)) }
    return accounts
  }

  /// The keys of payments that notices may take back a part of, or be a part of.
  package func partKeys(of notices: [PaymentNotice]) throws(RecordError) -> Set<PaymentKey> {
    var keys: Set<PaymentKey> = []
    for notice in notices {
      guard let id = notice.reversalOf else { continue }
      keys.insert(try naming.payment(notice.creditorID, id.part(of: notice.accountID)))
    }
    for known in divided.values {
      for part in try PaymentReport(known, reader).notices { keys.insert(part.key) }
    }
    return keys
  }

  // MARK: - Reversals of all

  /// What was checked when it came needs no second look at its dates.
  private var reader: PaymentReader { PaymentReader(naming: naming, today: CalendarDate(daysSince1970: Int32.max / 2)) }

  private mutating func applyReversalsOfAll(_ original: PaymentKey) {
    let reversals = divided.values.filter { $0.isWaiting && $0.head.reversalKey == original }
    for reversal in reversals.sorted(by: { ($0.head.valueDate, $0.head.key) < ($1.head.valueDate, $1.head.key) }) {
      divided[reversal.head.key]?.isWaiting = false
      changedDivided.insert(reversal.head.key)
      do throws(RecordError) {
        _ = try divide(PaymentReport(reversal, reader), origin: reversal.origin)
      } catch {
        lateRejects.append(LateReject(origin: reversal.origin, error: error))
      }
    }
  }

  /// What a payment brought to which account, as a JSON list of `account_number` and amount; `nil` while the payment is not known.
  ///
  /// - Throws: `invalid_value` when the key is that of a reversal.
  private func shares(of original: PaymentKey) throws(RecordError) -> [UInt8]? {
    let notices: [PaymentNotice]
    if let payment = payments[original], let account = accounts[payment.accountID]?.now {
      guard payment.kind == .posted else { throw Self.noPayment }
      return Self.list([Self.share(account.accountNumber, amount: "\(payment.amountMinor)", payment.currency)])
    } else if let known = waiting[original] {
      notices = [
        try reader.read(try JSONDocument(known.body).root.object(), kind: known.kind, source: known.source, bodyHash: known.bodyHash)
      ]
    } else if let known = divided[original] {
      notices = try PaymentReport(known, reader).notices
      if notices.isEmpty { throw Self.noPayment }
    } else {
      return nil
    }
    guard notices.allSatisfy({ $0.kind == .posted }) else { throw Self.noPayment }
    return Self.list(try notices.map { notice throws(RecordError) in try share(notice) })
  }

  private func share(_ notice: PaymentNotice) throws(RecordError) -> [UInt8] {
    let said = try JSONDocument(notice.body).root.object()
    var kept: [UInt8] = Array("{\"account_number\":".utf8)
    JSONWriter.append(text: notice.accountNumber, to: &kept)
    for name in ["amount", "amount_minor", "currency"] {
      guard let value = said.value(name) else { continue }
      kept += Array(",\"\(name)\":".utf8) + value.raw
    }
    return kept + Array("}".utf8)
  }

  private static func share(_ number: String, amount: String, _ currency: Currency) -> [UInt8] {
    var kept: [UInt8] = Array("{\"account_number\":".utf8)
    JSONWriter.append(text: number, to: &kept)
    return kept + Array(",\"amount_minor\":\(amount),\"currency\":\"\(currency.rawValue)\"}".utf8)
  }

  private static func list(_ elements: [[UInt8]]) -> [UInt8] {
    Array("[".utf8) + Array(elements.joined(separator: [UInt8(ascii: ",")])) + Array("]".utf8)
  }

  private static var noPayment: RecordError {
    RecordError(.invalidValue, "reversal_of", "is a reversal itself; report the payment again under an id of its own")
  }
}

extension PaymentReport {
  /// As it was read when it came.
  fileprivate init(_ known: DividedPayment, _ reader: PaymentReader) throws(RecordError) {
    self = try reader.report(
      try JSONDocument(known.body).root.object(), kind: known.head.kind, source: known.source, bodyHash: known.bodyHash)
  }
}
