import Contracts

/// One debtor of a portfolio, made from the seed and its index alone. Each aspect has a stream of random numbers of its own, so that what a day
/// does not need is not made.
struct SeedDebtor {
  private enum Purpose {
    static let person: UInt64 = 1
    static let accounts: UInt64 = 2
    static let circumstances: UInt64 = 3
    static let payments: UInt64 = 4
  }

  private let generator: SeedGenerator
  private let index: Int

  init(_ generator: SeedGenerator, index: Int) {
    self.generator = generator
    self.index = index
  }

  func messages(on day: Int) -> [SeedMessage] {
    guard day > 0 else { return portfolio() }
    let payment = SeedPayment(random(Purpose.payments))
    if let payment { return payment.isBusy(on: day) ? payments(payment, on: day) : [] }
    return day == SeedGenerator.followingDays ? bucketChanges(on: day) : []
  }

  func person() -> SeedPerson {
    var random = random(Purpose.person)
    return SeedPerson(
      &random, city: generator.city, words: generator.words, districtWeights: generator.districtWeights, index: index, permuted: permuted)
  }

  func accounts() -> [SeedAccount] {
    var random = random(Purpose.accounts)
    let count = random.chance(perMille: 150) ? (random.chance(perMille: 250) ? 3 : 2) : 1
    return (0..<count).map { position in
      SeedAccount(
        &random, city: generator.city, products: generator.products, product: random.weighted(generator.productWeights),
        serial: (index + generator.offset) * 4 + position, branch: 1 + random.below(24))
    }
  }

  private func portfolio() -> [SeedMessage] {
    let person = person()
    var random = random(Purpose.circumstances)
    let circumstances = SeedCircumstances(&random, city: generator.city, person: person, index: index)
    return accounts().map { account in
      let body = AccountBody(city: generator.city, person: person, circumstances: circumstances, account: account)
      return message("account.delinquent", account, body, day: 0, sequence: 1)
    }
  }

  /// Accounts on which nothing was paid and that have got into another band meanwhile.
  private func bucketChanges(on day: Int) -> [SeedMessage] {
    let changed = accounts().filter {
      SeedAccount.bucket(daysPastDue: $0.daysPastDue) != SeedAccount.bucket(daysPastDue: $0.daysPastDue + day)
    }
    guard !changed.isEmpty else { return [] }
    let person = person()
    var random = random(Purpose.circumstances)
    let circumstances = SeedCircumstances(&random, city: generator.city, person: person, index: index)
    return changed.map { account in
      let body = AccountBody(city: generator.city, person: person, circumstances: circumstances, account: account)
      return message("account.bucket-changed", account, body, day: day, sequence: 2)
    }
  }

  private func message(_ type: String, _ account: SeedAccount, _ body: AccountBody, day: Int, sequence: Int64) -> SeedMessage {
    var writer = JSONWriter(dates: generator.dates)
    body.write(into: &writer, day: day, sequence: sequence)
    // The books of a day close before midnight, Lima and Bogota time.
    let time = writer.instant(day: day + 1, second: 4 * 3_600 + index % 3_600)
    return SeedMessage(
      day: day, type: type, id: "\(generator.city.name)-\(generator.seed)-\(account.number)-\(sequence)", time: time,
      key: "\(account.creditor):\(account.number)", body: writer.bytes)
  }

  private func payments(_ payment: SeedPayment, on day: Int) -> [SeedMessage] {
    guard let account = accounts().first(where: { $0.balances(daysPastDue: $0.daysPastDue).overdue > 0 }) else { return [] }
    let isReversal = day != payment.day
    let identity = "\(generator.city.name.prefix(2).uppercased())\(generator.seed)-\(padded(index, digits: 8))"
    var writer = JSONWriter(dates: generator.dates)
    payment.write(into: &writer, account: account, currency: generator.city.currency, identity: identity, day: day)
    return [
      SeedMessage(
        day: day, type: isReversal ? "payment.reversed" : "payment.posted", id: "\(isReversal ? "R" : "P")-\(identity)",
        time: writer.instant(day: day, second: payment.second), key: "\(account.creditor):\(account.number)", body: writer.bytes)
    ]
  }

  private func random(_ purpose: UInt64) -> SplitMix64 {
    SplitMix64(seed: generator.seed, index: index + generator.offset, purpose: purpose)
  }

  /// 48271 has no divisor in common with 60 million: different debtors, different documents.
  private var permuted: Int { (index + generator.offset) % 60_000_000 * 48_271 % 60_000_000 }
}
