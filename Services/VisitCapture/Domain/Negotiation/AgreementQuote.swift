package import Contracts
package import Negotiation

/// What terms come to under a plan. The same for a simulation, at the door and when the agreement is struck.
package struct AgreementQuote: Codable, Equatable, Sendable {
  package var planCode: String
  package var planVersion: Int
  package var currency: Currency
  package var debt: DebtAmounts
  package var waived: DebtAmounts
  package var waivedBasisPoints: Int64
  package var downPaymentMinor: Int64
  package var financedMinor: Int64
  package var periodicRate: Rate
  /// With fees, whatever the method is called.
  package var trueAnnualRate: Rate
  package var feeMinor: Int64
  package var feeVATMinor: Int64
  package var totalInterestMinor: Int64
  package var totalMinor: Int64
  /// 0: within the agent's own authority.
  package var approvalLevel: Int
  /// The down payment, if there is one, and the instalments.
  package var lines: [AgreedInstalment]

  private enum CodingKeys: String, CodingKey {
    case planCode = "plan_code"
    case planVersion = "plan_version"
    case currency, debt, waived
    case waivedBasisPoints = "waived_basis_points"
    case downPaymentMinor = "down_payment_minor"
    case financedMinor = "financed_minor"
    case periodicRate = "periodic_rate"
    case trueAnnualRate = "true_annual_rate"
    case feeMinor = "fee_minor"
    case feeVATMinor = "fee_vat_minor"
    case totalInterestMinor = "total_interest_minor"
    case totalMinor = "total_minor"
    case approvalLevel = "approval_level"
    case lines
  }
}
