package import Contracts

/// A line of an agreement: what is due when.
package struct AgreedInstalment: Codable, Equatable, Sendable {
  /// 0 is the down payment.
  package var number: Int
  package var dueOn: CalendarDate
  /// The last date on which it counts as paid in time.
  package var cutOffOn: CalendarDate
  package var paymentMinor: Int64
  package var interestMinor: Int64
  package var principalMinor: Int64
  package var balanceMinor: Int64
  /// The collection fee with its tax, on top of the payment.
  package var feeMinor: Int64

  package var totalMinor: Int64 { paymentMinor + feeMinor }

  private enum CodingKeys: String, CodingKey {
    case number
    case dueOn = "due_on"
    case cutOffOn = "cut_off_on"
    case paymentMinor = "payment_minor"
    case interestMinor = "interest_minor"
    case principalMinor = "principal_minor"
    case balanceMinor = "balance_minor"
    case feeMinor = "fee_minor"
  }
}
