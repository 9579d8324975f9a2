package import Contracts

/// A payment to one account, or the reversal of one, as a bank reports it.
package struct PaymentNotice: Sendable {
  package var key: PaymentKey
  package var paymentID: PaymentID
  /// The payment over several accounts that this is one account's part of.
  package var partOf: PaymentID?
  package var creditorID: CreditorID
  package var accountID: AccountID
  package var accountNumber: String
  package var kind: PaymentKind
  package var reversalOf: PaymentID?
  package var reversalKey: PaymentKey?
  /// Exact; its minor units follow from the account when the notice names no currency.
  package var amount: NoticeAmount
  package var currency: Currency?
  package var allocation: NoticeAllocation?
  package var valueDate: CalendarDate
  package var postedAt: Instant
  package var channel: String?
  package var receipt: String?
  package var source: StatementSource
  package var bodyHash: ContentHash
  /// The JSON object as it came, from which a waiting payment is read again.
  package var body: [UInt8]
}

/// An amount in minor units, or a decimal of major units of a currency that only the account tells.
package enum NoticeAmount: Equatable, Sendable {
  case minor(Int64)
  case major(MajorAmount)

  /// - Throws: `too_many_decimals` or `amount_out_of_range`, naming `field`.
  func minor(of currency: Currency, field: String) throws(RecordError) -> Int64 {
    switch self {
    case .minor(let minor): minor
    case .major(let major): try major.value.minor(decimals: currency.decimals, field: field)
    }
  }
}

package struct MajorAmount: Equatable, Sendable {
  let value: DecimalAmount
}

/// How the bank itself booked a payment; what it leaves out follows the fixed order.
package struct NoticeAllocation: Equatable, Sendable {
  var principal: NoticeAmount?
  var interest: NoticeAmount?
  var lateInterest: NoticeAmount?
  var fees: NoticeAmount?
  var insurance: NoticeAmount?

  func balances(of currency: Currency) throws(RecordError) -> OverdueBalances {
    OverdueBalances(
      principal: try principal?.minor(of: currency, field: "allocation.principal") ?? 0,
      interest: try interest?.minor(of: currency, field: "allocation.interest") ?? 0,
      lateInterest: try lateInterest?.minor(of: currency, field: "allocation.late_interest") ?? 0,
      fees: try fees?.minor(of: currency, field: "allocation.fees") ?? 0,
      insurance: try insurance?.minor(of: currency, field: "allocation.insurance") ?? 0)
  }
}
