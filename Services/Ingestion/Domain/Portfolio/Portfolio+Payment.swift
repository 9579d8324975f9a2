import Contracts

extension Portfolio {
  /// Applies one account's payment or reversal.
  ///
  /// - Parameter origin: where it came from, kept with a payment that has to wait.
  package mutating func apply(_ notice: PaymentNotice, origin: String) -> Outcome {
    do throws(RecordError) {
      if let known = payments[notice.key] { return try repeated(known, notice) }
      if let known = waiting[notice.key], !noLongerWaiting.contains(notice.key) {
        guard known.bodyHash == notice.bodyHash else { throw Self.conflict }
        return .duplicate
      }
      guard let account = accounts[notice.accountID]?.now else { return wait(notice, origin) }
      if notice.kind == .reversed, try original(of: notice) == nil { return wait(notice, origin) }
      try record(notice, on: account)
      applyReversals(of: notice)
      return .created
    } catch {
      return .rejected(error)
    }
  }

  static var conflict: RecordError {
    RecordError(.conflict, "payment_id", "the creditor's payment_id was used with another body")
  }

  /// A payment comes again byte for byte from the same source; from another source it must mean the same.
  func repeated(_ known: Payment, _ notice: PaymentNotice) throws(RecordError) -> Outcome {
    if known.bodyHash == notice.bodyHash { return .duplicate }
    let amount = try notice.amount.minor(of: known.currency, field: "amount")
    let meansTheSame =
      known.accountID == notice.accountID && known.amountMinor == amount && known.kind == notice.kind
      && known.reversalOf == notice.reversalOf && known.valueDate == notice.valueDate
    guard meansTheSame, known.source != notice.source else { throw Self.conflict }
    return .duplicate
  }

  private mutating func wait(_ notice: PaymentNotice, _ origin: String) -> Outcome {
    waiting[notice.key] = WaitingPayment(notice, origin: origin)
    nowWaiting.insert(notice.key)
    return .waits
  }

  /// The payment that a reversal takes back, as far as it is known. One that names a payment over several accounts means the part of
  /// its own account.
  func original(of reversal: PaymentNotice) throws(RecordError) -> Payment? {
    guard let key = reversal.reversalKey, let id = reversal.reversalOf else { return nil }
    if let payment = payments[key] { return payment }
    return payments[try naming.payment(reversal.creditorID, id.part(of: reversal.accountID))]
  }

  /// What a notice is worth on its account.
  ///
  /// - Throws: why it cannot be recorded there.
  func value(
    of notice: PaymentNotice, on account: Account
  ) throws(RecordError) -> (amount: Int64, given: OverdueBalances?, original: Payment?) {
    if let currency = notice.currency, currency != account.currency {
      throw RecordError(.currencyMismatch, "currency", "differs from the account's currency \(account.currency.rawValue)")
    }
    let amount = try notice.amount.minor(of: account.currency, field: "amount")
    let given = try notice.allocation?.balances(of: account.currency)
    if let given, given.total > amount + OverdueBalances.tolerance {
      throw RecordError(.allocationMismatch, "allocation", "the parts exceed the amount by \(given.total - amount) minor units")
    }
    guard let original = try original(of: notice) else { return (amount, given, nil) }
    guard original.kind == .posted, original.accountID == account.accountID else {
      throw RecordError(.invalidValue, "reversal_of", "is not a payment of this account")
    }
    guard original.reversedMinor + amount <= original.amountMinor else {
      throw RecordError(.reversalExceedsPayment, "amount", "reversals would take back more than the payment brought")
    }
    return (amount, given, original)
  }

  private mutating func record(_ notice: PaymentNotice, on account: Account) throws(RecordError) {
    var account = account
    let (amount, given, original) = try value(of: notice, on: account)
    var payment = Payment(
      key: notice.key, paymentID: notice.paymentID, partOf: notice.partOf, creditorID: notice.creditorID, accountID: account.accountID,
      debtorID: account.debtorID, kind: notice.kind, reversalOf: original?.paymentID ?? notice.reversalOf,
      reversalKey: original?.key ?? notice.reversalKey,
      amountMinor: amount, currency: account.currency, valueDate: notice.valueDate, effectiveDate: notice.valueDate,
      postedAt: notice.postedAt, channel: notice.channel, receipt: notice.receipt, source: notice.source, bodyHash: notice.bodyHash,
      given: given, allocation: Allocation(), recordedAt: now, isNew: true)
    if let original {
      giveBack(original, by: &payment, on: &account)
    } else {
      payment.allocation = account.receive(
        amount, given: given, effective: payment.effectiveDate, order: allocation.order(for: account.stated.status))
    }
    payments[payment.key] = payment
    accounts[account.accountID]?.now = account
    touchedAccounts.insert(account.accountID)
    touchedDebtors.insert(account.debtorID)
    publish(payment, account)
  }

  private mutating func giveBack(_ original: Payment, by reversal: inout Payment, on account: inout Account) {
    var original = original
    reversal.effectiveDate = max(reversal.valueDate, original.effectiveDate)
    reversal.allocation = original.allocation.givenBack(reversal.amountMinor, after: original.reversedMinor)
    original.reversedMinor += reversal.amountMinor
    original.isChanged = true
    payments[original.key] = original
    account.giveBack(
      reversal.allocation, of: DatedAmount(date: original.valueDate, amountMinor: original.amountMinor),
      effective: reversal.effectiveDate)
  }

  private mutating func publish(_ payment: Payment, _ account: Account) {
    recorded.append(
      PaymentRecorded(
        paymentID: payment.paymentID, accountID: payment.accountID, debtorID: payment.debtorID, creditorID: payment.creditorID,
        amountMinor: payment.amountMinor, currency: payment.currency, kind: payment.kind, reversalOf: payment.reversalOf,
        valueDate: payment.valueDate, postedAt: payment.postedAt, channel: payment.channel, accountOverdueMinor: account.overdue.total,
        debtorOverdueMinor: overdue(of: account.debtorID, in: account.currency), recordedAt: now, partOf: payment.partOf))
  }

  // MARK: - Payments that waited

  /// Applies what waited for an account: payments first, by their dates, then reversals.
  mutating func applyWaiting(for account: AccountID) {
    let due = waiting.values.filter { $0.accountID == account && !noLongerWaiting.contains($0.key) }
    applyWaited(due.compactMap { reread($0) })
  }

  private mutating func applyReversals(of payment: PaymentNotice) {
    let reversals = waiting.values.filter {
      $0.kind == .reversed && $0.accountID == payment.accountID && !noLongerWaiting.contains($0.key) && $0.key != payment.key
    }
    applyWaited(reversals.compactMap { reread($0) })
  }

  private mutating func applyWaited(_ notices: [PaymentNotice]) {
    let inOrder = notices.sorted {
      ($0.kind == .posted ? 0 : 1, $0.valueDate, $0.postedAt, $0.key) < ($1.kind == .posted ? 0 : 1, $1.valueDate, $1.postedAt, $1.key)
    }
    for notice in inOrder {
      guard let account = accounts[notice.accountID]?.now, let waiter = waiting[notice.key] else { continue }
      do throws(RecordError) {
        if notice.kind == .reversed, try original(of: notice) == nil { continue }
        noLongerWaiting.insert(notice.key)
        try record(notice, on: account)
      } catch {
        lateRejects.append(LateReject(origin: waiter.origin, error: error))
      }
    }
  }

  /// A waiting payment was checked when it came, and its dates need no second look.
  private mutating func reread(_ waiter: WaitingPayment) -> PaymentNotice? {
    do throws(RecordError) {
      let object = try JSONDocument(waiter.body).root.object()
      let reader = PaymentReader(naming: naming, today: CalendarDate(daysSince1970: Int32.max / 2))
      var notice = try reader.read(object, kind: waiter.kind, source: waiter.source, bodyHash: waiter.bodyHash)
      notice.bodyHash = waiter.bodyHash
      return notice
    } catch {
      noLongerWaiting.insert(waiter.key)
      lateRejects.append(LateReject(origin: waiter.origin, error: error))
      return nil
    }
  }
}
