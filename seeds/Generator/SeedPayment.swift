import Contracts

/// What a debtor pays on the following days; most pay nothing.
struct SeedPayment {
  let day: Int
  /// Of what is overdue.
  let sharePerMille: Int64
  let channel: String
  /// Of the day, UTC: the middle of the day in Lima and Bogota.
  let second: Int
  /// The bank takes it back on the day after.
  let isReversed: Bool

  /// `nil` for those who do not pay.
  init?(_ random: SplitMix64) {
    var random = random
    guard random.chance(perMille: 90) else { return nil }
    day = random.within(1...SeedGenerator.followingDays)
    sharePerMille = random.chance(perMille: 400) ? 1_000 : Int64(random.within(150...850))
    channel = random.pick(["agente", "app", "ventanilla", "transferencia"])
    second = random.within(13 * 3_600...22 * 3_600)
    isReversed = day < SeedGenerator.followingDays && random.chance(perMille: 30)
  }

  func isBusy(on day: Int) -> Bool { day == self.day || isReversed && day == self.day + 1 }

  func write(into writer: inout JSONWriter, account: SeedAccount, currency: Currency, identity: String, day: Int) {
    let overdue = account.balances(daysPastDue: account.daysPastDue).overdue
    let isReversal = day != self.day
    writer.object { writer in
      writer.text("payment_id", "\(isReversal ? "R" : "P")-\(identity)")
      writer.text("creditor_id", account.creditor)
      writer.text("account_number", account.number)
      writer.integer("amount_minor", max(1, overdue * sharePerMille / 1_000))
      writer.text("currency", currency.rawValue)
      writer.day("value_date", day)
      writer.instant("posted_at", day: day, second: second)
      writer.text("channel", channel)
      if isReversal { writer.text("reversal_of", "P-\(identity)") }
    }
  }
}
