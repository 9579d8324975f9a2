package import Contracts

/// A portfolio of overdue debt, and what happens to it on the following days, made up from a seed.
///
/// The same city, count, seed and date give the same bytes on every machine. The first debtors of a larger portfolio are those of a smaller one.
/// Nothing is kept but the debtor at hand, so a million debtors need no more memory than one.
/// Order: day 0 with every account in it, then day after day.
package struct SeedGenerator: Sequence, Sendable {
  /// The last day after the business date on which something happens.
  package static let followingDays = 3

  let city: City
  let debtors: Int
  let seed: UInt64
  let dates: DateTexts
  let products: [Product]
  let words: Words
  let districtWeights: [Int]
  let productWeights: [Int]
  /// Where this seed begins to count documents and accounts, so that two seeds rarely invent the same ones and two countries never do.
  let offset: Int

  /// - Parameters:
  ///   - debtors: from 1 to 10,000,000; of those about 15 % have more than one account.
  ///   - businessDate: the day of the bank's books. Messages of later days are dated up to ``followingDays`` after it, so that
  ///     today less ``followingDays`` less one is the latest date with which nothing lies in the future (``latestBusinessDate(today:)``).
  package init(city: City, debtors: Int, seed: UInt64, businessDate: CalendarDate) {
    self.init(city: city, debtors: debtors, seed: seed, dates: .absolute(businessDate))
  }

  init(city: City, debtors: Int, seed: UInt64, dates: DateForm) {
    self.city = city
    self.debtors = Swift.min(Swift.max(debtors, 0), 10_000_000)
    self.seed = seed
    self.dates = DateTexts(dates)
    products = Product.all(country: city.country)
    words = Words.of(country: city.country)
    districtWeights = city.districts.map(\.weight)
    productWeights = products.map(\.weight)
    var random = SplitMix64(seed: seed)
    offset = random.below(90_000_000) + (city.country == "CO" ? 100_000_000 : 0)
  }

  package static func latestBusinessDate(today: CalendarDate) -> CalendarDate {
    today.advanced(byDays: -followingDays - 1)
  }

  package func makeIterator() -> Iterator { Iterator(generator: self) }

  package struct Iterator: IteratorProtocol {
    private let generator: SeedGenerator
    private var day = 0
    private var index = 0
    /// The messages of one debtor and day, last first.
    private var pending: [SeedMessage] = []

    init(generator: SeedGenerator) { self.generator = generator }

    package mutating func next() -> SeedMessage? {
      while pending.isEmpty {
        if index == generator.debtors {
          guard day < SeedGenerator.followingDays, index > 0 else { return nil }
          day += 1
          index = 0
        }
        pending = SeedDebtor(generator, index: index).messages(on: day).reversed()
        index += 1
      }
      return pending.popLast()
    }
  }
}
