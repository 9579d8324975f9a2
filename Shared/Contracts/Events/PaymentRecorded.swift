/// A payment that ingestion matched with an account, or its reversal.
public struct PaymentRecorded: Event {
  public static let type = "payment.recorded"
  public static let topic = Topics.payment
  public var key: RecordKey { RecordKey(debtorID, "\(creditorID)/\(paymentID)") }

  public var paymentID: PaymentID
  public var accountID: AccountID
  public var debtorID: DebtorID
  public var creditorID: CreditorID
  /// Always positive; `kind` says whether it came in or went back.
  public var amountMinor: Int64
  public var currency: Currency
  public var kind: PaymentKind
  /// The payment that a reversal takes back.
  public var reversalOf: PaymentID?
  /// The bank's payment over several accounts of which this is one account's part.
  public var partOf: PaymentID?
  public var valueDate: CalendarDate
  public var postedAt: Instant
  public var channel: String?
  /// What is overdue on the account after this payment.
  public var accountOverdueMinor: Int64
  /// What is overdue over all worked accounts of the debtor in this currency after this payment.
  public var debtorOverdueMinor: Int64
  public var recordedAt: Instant

  public init(
    paymentID: PaymentID, accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID, amountMinor: Int64, currency: Currency,
    kind: PaymentKind, reversalOf: PaymentID?, valueDate: CalendarDate, postedAt: Instant, channel: String?, accountOverdueMinor: Int64,
    debtorOverdueMinor: Int64, recordedAt: Instant, partOf: PaymentID? = nil
  ) {
    self.paymentID = paymentID
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.amountMinor = amountMinor
    self.currency = currency
    self.kind = kind
    self.reversalOf = reversalOf
    self.partOf = partOf
    self.valueDate = valueDate
    self.postedAt = postedAt
    self.channel = channel
    self.accountOverdueMinor = accountOverdueMinor
    self.debtorOverdueMinor = debtorOverdueMinor
    self.recordedAt = recordedAt
  }

  private enum CodingKeys: String, CodingKey {
    case paymentID = "payment_id"
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case creditorID = "creditor_id"
    case amountMinor = "amount_minor"
    case currency, kind
    case reversalOf = "reversal_of"
    case partOf = "part_of"
    case valueDate = "value_date"
    case postedAt = "posted_at"
    case channel
    case accountOverdueMinor = "account_overdue_minor"
    case debtorOverdueMinor = "debtor_overdue_minor"
    case recordedAt = "recorded_at"
  }
}

public enum PaymentKind: String, Codable, CaseIterable, Sendable {
  case posted
  case reversed
}
