package import Contracts

/// What a bank reports under one `payment_id`: a payment, or the reversal of one, with the accounts that it is about.
package struct PaymentReport: Sendable {
  package enum Share: Sendable {
    /// All of it is one account's.
    case account(PaymentNotice)
    /// Divided over several accounts, each named once; the parts are payments of their own.
    case accounts([PaymentNotice])
    /// A reversal that names no account takes back all of the payment with this key.
    case all(of: PaymentKey)
  }

  package var head: PaymentHead
  package var source: StatementSource
  package var bodyHash: ContentHash
  /// The JSON object as it came.
  package var body: [UInt8]
  package var share: Share

  package var key: PaymentKey { head.key }
  package var creditorID: CreditorID { head.creditorID }

  package var notices: [PaymentNotice] {
    switch share {
    case .account(let notice): [notice]
    case .accounts(let parts): parts
    case .all: []
    }
  }

  /// Of one account.
  package init(_ notice: PaymentNotice) {
    let head = PaymentHead(
      key: notice.key, paymentID: notice.paymentID, creditorID: notice.creditorID, kind: notice.kind, reversalOf: notice.reversalOf,
      reversalKey: notice.reversalKey, valueDate: notice.valueDate)
    self.init(head: head, source: notice.source, bodyHash: notice.bodyHash, body: notice.body, share: .account(notice))
  }

  init(head: PaymentHead, source: StatementSource, bodyHash: ContentHash, body: [UInt8], share: Share) {
    self.head = head
    self.source = source
    self.bodyHash = bodyHash
    self.body = body
    self.share = share
  }
}

/// What names a payment and says when it counts, whatever accounts it is about.
package struct PaymentHead: Equatable, Sendable {
  package var key: PaymentKey
  package var paymentID: PaymentID
  package var creditorID: CreditorID
  package var kind: PaymentKind
  package var reversalOf: PaymentID?
  package var reversalKey: PaymentKey?
  package var valueDate: CalendarDate
}

/// A payment over several accounts, or a reversal that names none, as it was taken. Its parts are payments of their own; this row tells
/// the same report from another one under its id, and keeps a reversal until the payment that it takes back is known.
package struct DividedPayment: Equatable, Sendable {
  package var head: PaymentHead
  package var source: StatementSource
  package var bodyHash: ContentHash
  package var body: [UInt8]
  /// Where it came from, for the list of rejects should it turn out unusable.
  package var origin: String
  package var isWaiting: Bool

  package init(head: PaymentHead, source: StatementSource, bodyHash: ContentHash, body: [UInt8], origin: String, isWaiting: Bool) {
    self.head = head
    self.source = source
    self.bodyHash = bodyHash
    self.body = body
    self.origin = origin
    self.isWaiting = isWaiting
  }
}

extension PaymentID {
  /// The payment's part of one account. It holds the account's id and not its number, since it travels in the keys of records.
  func part(of account: AccountID) -> PaymentID { PaymentID("\(rawValue)/\(account)") }
}
