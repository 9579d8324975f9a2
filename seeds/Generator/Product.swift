import Contracts

/// What a creditor lends in a city, and how it usually looks.
struct Product: Sendable {
  let code: String
  let type: ProductType
  let weight: Int
  /// Of the amount lent, in minor units.
  let medianMinor: Int64
  let sigmaThousandths: Int
  let termMonths: ClosedRange<Int>
  let monthlyInterestPerMille: Int64
  let creditors: [Share]
  let creditorWeights: [Int]
  /// How many debtors authorised visits.
  let visitAuthorizedPerMille: Int

  struct Share: Sendable {
    let creditor: String
    let weight: Int
  }

  init(
    code: String, type: ProductType, weight: Int, medianMinor: Int64, sigmaThousandths: Int, termMonths: ClosedRange<Int>,
    monthlyInterestPerMille: Int64, creditors: [Share], visitAuthorizedPerMille: Int = 0
  ) {
    self.code = code
    self.type = type
    self.weight = weight
    self.medianMinor = medianMinor
    self.sigmaThousandths = sigmaThousandths
    self.termMonths = termMonths
    self.monthlyInterestPerMille = monthlyInterestPerMille
    self.creditors = creditors
    creditorWeights = creditors.map(\.weight)
    self.visitAuthorizedPerMille = visitAuthorizedPerMille
  }

  static func all(country: String) -> [Product] { country == "CO" ? colombia : peru }

  /// Charged with each instalment that is overdue, in minor units.
  static func feeMinor(country: String) -> Int64 { country == "CO" ? 18_000 : 1_500 }

  /// Consumer debt for the most part. Amounts in céntimos.
  private static let peru: [Product] = [
    Product(
      code: "TC", type: .card, weight: 430, medianMinor: 320_000, sigmaThousandths: 800, termMonths: 12...36, monthlyInterestPerMille: 34,
      creditors: [Share(creditor: "andes", weight: 6), Share(creditor: "tiendamax", weight: 4)]),
    Product(
      code: "PP", type: .loan, weight: 360, medianMinor: 750_000, sigmaThousandths: 700, termMonths: 12...48, monthlyInterestPerMille: 21,
      creditors: [Share(creditor: "andes", weight: 5), Share(creditor: "crediya", weight: 3), Share(creditor: "rapicuota", weight: 2)]),
    Product(
      code: "MES", type: .microcredit, weight: 110, medianMinor: 280_000, sigmaThousandths: 700, termMonths: 6...18,
      monthlyInterestPerMille: 30, creditors: [Share(creditor: "crediya", weight: 1)]),
    Product(
      code: "SG", type: .overdraft, weight: 40, medianMinor: 120_000, sigmaThousandths: 600, termMonths: 6...12,
      monthlyInterestPerMille: 36, creditors: [Share(creditor: "andes", weight: 1)]),
    Product(
      code: "VEH", type: .vehicle, weight: 40, medianMinor: 3_800_000, sigmaThousandths: 450, termMonths: 24...60,
      monthlyInterestPerMille: 12, creditors: [Share(creditor: "andes", weight: 1)]),
    Product(
      code: "HIP", type: .mortgage, weight: 20, medianMinor: 18_000_000, sigmaThousandths: 500, termMonths: 120...240,
      monthlyInterestPerMille: 8, creditors: [Share(creditor: "andes", weight: 1)]),
  ]

  /// Microcredit, which may be visited when authorised, and consumer debt, which may not. Amounts in pesos.
  private static let colombia: [Product] = [
    Product(
      code: "MIC", type: .microcredit, weight: 520, medianMinor: 4_500_000, sigmaThousandths: 700, termMonths: 6...24,
      monthlyInterestPerMille: 28, creditors: [Share(creditor: "crediya", weight: 6), Share(creditor: "campesol", weight: 3)],
      visitAuthorizedPerMille: 880),
    Product(
      code: "AGR", type: .agro, weight: 40, medianMinor: 6_000_000, sigmaThousandths: 600, termMonths: 12...36, monthlyInterestPerMille: 14,
      creditors: [Share(creditor: "campesol", weight: 1)], visitAuthorizedPerMille: 700),
    Product(
      code: "TDC", type: .card, weight: 230, medianMinor: 3_800_000, sigmaThousandths: 800, termMonths: 12...36,
      monthlyInterestPerMille: 22, creditors: [Share(creditor: "andes", weight: 1)]),
    Product(
      code: "LIB", type: .loan, weight: 190, medianMinor: 12_000_000, sigmaThousandths: 700, termMonths: 12...60,
      monthlyInterestPerMille: 17, creditors: [Share(creditor: "andes", weight: 3), Share(creditor: "rapicuota", weight: 1)]),
    Product(
      code: "VEH", type: .vehicle, weight: 20, medianMinor: 38_000_000, sigmaThousandths: 400, termMonths: 24...72,
      monthlyInterestPerMille: 13, creditors: [Share(creditor: "andes", weight: 1)]),
  ]
}
