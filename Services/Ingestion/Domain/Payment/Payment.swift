package import Contracts

/// A payment or a reversal that was matched with its account.
package struct Payment: Sendable, Equatable {
  package var key: PaymentKey
  package var paymentID: PaymentID
  /// The payment over several accounts that this is one account's part of.
  package var partOf: PaymentID?
  package var creditorID: CreditorID
  package var accountID: AccountID
  package var debtorID: DebtorID
  package var kind: PaymentKind
  package var reversalOf: PaymentID?
  package var reversalKey: PaymentKey?
  package var amountMinor: Int64
  package var currency: Currency
  package var valueDate: CalendarDate
  /// A state from the bank with this business date or a later one has the payment in it.
  package var effectiveDate: CalendarDate
  package var postedAt: Instant
  package var channel: String?
  package var receipt: String?
  package var source: StatementSource
  package var bodyHash: ContentHash
  /// What the bank said of the allocation.
  package var given: OverdueBalances?
  /// What the payment lowered, or what the reversal gave back.
  package var allocation: Allocation
  /// How much of the payment reversals have taken back.
  package var reversedMinor: Int64 = 0
  package var recordedAt: Instant
  package var isNew = false
  package var isChanged = false
}

/// A payment that waits for its account, or a reversal that waits for its payment.
package struct WaitingPayment: Sendable, Equatable {
  package var key: PaymentKey
  package var accountID: AccountID
  package var creditorID: CreditorID
  package var paymentID: PaymentID
  package var kind: PaymentKind
  package var source: StatementSource
  package var bodyHash: ContentHash
  package var body: [UInt8]
  /// Where it came from, for the list of rejects should it turn out unusable.
  package var origin: String

  package init(_ notice: PaymentNotice, origin: String) {
    self.init(
      key: notice.key, accountID: notice.accountID, creditorID: notice.creditorID, paymentID: notice.paymentID, kind: notice.kind,
      source: notice.source, bodyHash: notice.bodyHash, body: notice.body, origin: origin)
  }

  package init(
    key: PaymentKey, accountID: AccountID, creditorID: CreditorID, paymentID: PaymentID, kind: PaymentKind, source: StatementSource,
    bodyHash: ContentHash, body: [UInt8], origin: String
  ) {
    self.key = key
    self.accountID = accountID
    self.creditorID = creditorID
    self.paymentID = paymentID
    self.kind = kind
    self.source = source
    self.bodyHash = bodyHash
    self.body = body
    self.origin = origin
  }
}
