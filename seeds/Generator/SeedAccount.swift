import Contracts

/// One account of a debtor: what was lent, how late it is, and what follows from both. Days are counted from the business date.
struct SeedAccount {
  let product: Product
  let creditor: String
  /// Text with leading zeros or letters, as banks have it; unique per creditor.
  let number: String
  let branchCode: String
  let principalMinor: Int64
  let termMonths: Int
  let paidInstalments: Int
  /// On the business date; negative before the first due date.
  let daysPastDue: Int
  let openedDay: Int
  let lastPaymentDay: Int?
  let flags: [String]
  let feeMinor: Int64

  init(_ random: inout SplitMix64, city: City, products: [Product], product index: Int, serial: Int, branch: Int) {
    product = products[index]
    creditor = product.creditors[random.weighted(product.creditorWeights)].creditor
    number = Self.number(serial, creditor: creditor)
    branchCode = "\(city.name.prefix(3).uppercased())-\(branch)"
    let step: Int64 = city.currency == .cop ? 10_000 : 1_000
    principalMinor = max(step * 20, random.logNormal(median: product.medianMinor, sigmaThousandths: product.sigmaThousandths) / step * step)
    termMonths = random.within(product.termMonths)
    daysPastDue = Self.daysPastDue(&random)
    let overdue = Self.instalments(daysPastDue: daysPastDue)
    paidInstalments = random.below(max(1, termMonths - overdue))
    openedDay = -(max(daysPastDue, 0) + 30 * (paidInstalments + 1) + random.below(20))
    lastPaymentDay = paidInstalments > 0 ? -(max(daysPastDue, 0) + random.within(18...35)) : nil
    flags = Self.flags(&random, product: product)
    feeMinor = Product.feeMinor(country: city.country)
  }

  /// The number of instalments that have come due and were not paid.
  static func instalments(daysPastDue: Int) -> Int { daysPastDue > 0 ? (daysPastDue - 1) / 30 + 1 : 0 }

  static func bucket(daysPastDue: Int) -> String {
    switch daysPastDue {
    case ...0: "current"
    case ...30: "1-30"
    case ...60: "31-60"
    case ...90: "61-90"
    case ...120: "91-120"
    case ...150: "121-150"
    case ...180: "151-180"
    default: ">180"
    }
  }

  /// A monthly instalment without late interest and fees.
  var instalmentMinor: Int64 { principalMinor / Int64(termMonths) + principalMinor * product.monthlyInterestPerMille / 1_000 }

  /// What is owed when the account is `daysPastDue` late and nothing was paid since.
  func balances(daysPastDue: Int) -> SeedBalances {
    let count = Int64(min(Self.instalments(daysPastDue: daysPastDue), termMonths - paidInstalments))
    let principal = count * (principalMinor / Int64(termMonths))
    let outstanding = principalMinor - Int64(paidInstalments) * (principalMinor / Int64(termMonths))
    return SeedBalances(
      principal: principal, interest: count * (principalMinor * product.monthlyInterestPerMille / 1_000),
      lateInterest: principal * Int64(max(daysPastDue, 0)) / 1_000, fees: count * feeMinor,
      insurance: product.type == .mortgage || product.type == .vehicle ? count * feeMinor * 2 : 0, outstandingPrincipal: outstanding)
  }

  private static let bands: [ClosedRange<Int>] = [-5...0, 1...30, 31...60, 61...90, 91...120, 121...180, 181...200]
  private static let bandWeights = [110, 350, 200, 130, 85, 85, 40]

  /// Most are late by less than two months; some are due within days, some are beyond 180.
  private static func daysPastDue(_ random: inout SplitMix64) -> Int {
    random.within(bands[random.weighted(bandWeights)])
  }

  private static let rates: [(name: String, perMille: Int)] = [
    ("dispute", 10), ("hardship", 15), ("do_not_contact", 5), ("insolvency", 3), ("legal_representative", 4), ("deceased", 3), ("fraud", 2),
  ]

  private static func flags(_ random: inout SplitMix64, product: Product) -> [String] {
    var flags = rates.filter { random.chance(perMille: $0.perMille) }.map(\.name)
    if random.chance(perMille: product.visitAuthorizedPerMille) { flags.append("visit_authorized") }
    return flags
  }

  /// 48271 has no divisor in common with 10^9, so that different serials below it give different numbers.
  private static func number(_ serial: Int, creditor: String) -> String {
    let digits = padded(serial * 48_271 % 1_000_000_000, digits: 9)
    return switch creditor {
    case "andes": "00\(digits)"
    case "tiendamax": "4\(digits)"
    default: "\(creditor.prefix(2).uppercased())-\(digits)"
    }
  }
}

/// What is owed, in minor units. The parts add up exactly.
struct SeedBalances {
  let principal: Int64
  let interest: Int64
  let lateInterest: Int64
  let fees: Int64
  let insurance: Int64
  let outstandingPrincipal: Int64

  var overdue: Int64 { principal + interest + lateInterest + fees + insurance }
  var notYetDue: Int64 { outstandingPrincipal - principal }
  var totalDue: Int64 { overdue + notYetDue }
}

func padded(_ number: Int, digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
