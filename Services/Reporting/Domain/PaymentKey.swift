import Contracts

/// What names a payment: the bank's own key, unique per creditor.
struct PaymentKey: Hashable, Sendable, Comparable {
  let creditorID: CreditorID
  let paymentID: PaymentID

  static func < (a: PaymentKey, b: PaymentKey) -> Bool { (a.creditorID, a.paymentID) < (b.creditorID, b.paymentID) }
}

extension PaymentRecorded {
  var naturalKey: PaymentKey { PaymentKey(creditorID: creditorID, paymentID: paymentID) }
}
