import Contracts
import Seeds
import TestSupport
import Testing

@Suite("The seed generator")
struct SeedGeneratorTests {
  @Test("SplitMix64 gives the published sequence")
  func splitMix() {
    var random = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    for value in expected { #expect(random.next() == value) }
  }

  @Test("deviates have the mean, spread and median that they should have")
  func deviates() {
    var random = SplitMix64(seed: 3)
    let normal = (0..<40_000).map { _ in random.normalThousandths() }
    let mean = normal.reduce(0, +) / normal.count
    let variance = normal.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / normal.count
    #expect(abs(mean) < 15)
    #expect(abs(variance - 1_000_000) < 20_000)
    let amounts = (0..<40_001).map { _ in random.logNormal(median: 1_000_000, sigmaThousandths: 700) }.sorted()
    #expect(abs(amounts[20_000] - 1_000_000) < 20_000)
    // One sigma up is e^0.7 times the median.
    #expect(abs(amounts[40_001 * 8_413 / 10_000] - 2_013_753) < 60_000)
  }

  @Test("the same arguments give the same bytes, another seed gives others", arguments: SeedData.cities)
  func deterministic(_ name: String) throws {
    let city = try SeedData.city(name)
    let first = Array(SeedGenerator(city: city, debtors: 50, seed: 11, businessDate: Portfolio.businessDate))
    #expect(first == Array(SeedGenerator(city: city, debtors: 50, seed: 11, businessDate: Portfolio.businessDate)))
    #expect(first != Array(SeedGenerator(city: city, debtors: 50, seed: 12, businessDate: Portfolio.businessDate)))
  }

  @Test("a larger portfolio begins with the smaller one", arguments: SeedData.cities)
  func prefix(_ name: String) throws {
    let city = try SeedData.city(name)
    let small = SeedGenerator(city: city, debtors: 50, seed: 11, businessDate: Portfolio.businessDate).filter { $0.day == 0 }
    let large = SeedGenerator(city: city, debtors: 80, seed: 11, businessDate: Portfolio.businessDate).prefix(small.count)
    #expect(small == Array(large))
  }

  @Test("every message has its schema's form, and an id of its own", arguments: SeedData.cities)
  func schemas(_ name: String) throws {
    let catalogue = try JSONSchemaCatalogue(directory: "docs/contracts/schemas")
    let portfolio = try Portfolio.of(name)
    for message in portfolio.messages.enumerated().filter({ $0.offset % 20 == 0 || $0.element.type == "payment.reversed" }).map(\.element) {
      let schema = "\(message.topic.name)/\(message.type)"
      let failures = try catalogue.incompatibilities(of: schema, with: try EventCoding.decode(JSONValue.self, from: message.body))
      guard failures.isEmpty else {
        Issue.record("\(message.id): \(failures)")
        return
      }
      #expect(message.headers.contains { $0.name == "ce_dataschema" && $0.value == schema })
    }
    #expect(Set(portfolio.messages.map(\.type)).count == 4)
    #expect(Set(portfolio.messages.map(\.id)).count == portfolio.messages.count)
  }

  @Test("days come in order, nothing is dated beyond them, and the latest business date leaves nothing in the future")
  func days() throws {
    let today = Portfolio.businessDate
    let date = SeedGenerator.latestBusinessDate(today: today)
    let midnight = Instant(milliseconds: Int64(today.daysSince1970) * 86_400_000 + 6 * 3_600_000)
    var day = 0
    for message in SeedGenerator(city: try SeedData.city("lima"), debtors: 400, seed: 1, businessDate: date) {
      #expect(message.day >= day)
      day = message.day
      #expect(try #require(Instant(message.time)) < midnight)
    }
    #expect(day == SeedGenerator.followingDays)
  }

  @Test("no debtors, no messages")
  func empty() throws {
    #expect(Array(SeedGenerator(city: try SeedData.city("lima"), debtors: 0, seed: 1, businessDate: Portfolio.businessDate)) == [])
    #expect(throws: SeedData.Failure.unknownCity("quito")) { try SeedData.city("quito") }
  }
}
