import Contracts
import Seeds
import Testing

@Suite("What the seeds look like", .serialized)
struct PortfolioTests {
  @Test("parts add up, nothing is negative, dates fit the days past due", arguments: SeedData.cities)
  func amounts(_ name: String) throws {
    for account in try Portfolio.of(name).accounts() {
      let parts = account.balances.overdue.filter { $0.key != "total_minor" }
      #expect(parts.values.reduce(0, +) == account.balances.total)
      #expect(account.balances.total + account.balances.notYetDueMinor == account.balances.totalDueMinor)
      #expect(parts.values.allSatisfy { $0 >= 0 } && account.balances.notYetDueMinor >= 0 && account.balances.totalDueMinor > 0)
      #expect((-5...200).contains(account.daysPastDue))
      #expect((account.balances.total > 0) == (account.daysPastDue > 0))
      #expect(account.oldestDueDate == (account.daysPastDue > 0 ? Portfolio.businessDate.advanced(byDays: -account.daysPastDue) : nil))
      if let next = account.nextDue { #expect((0...35).contains(next.date.days(since: account.businessDate))) }
      #expect((18...80).contains(account.businessDate.days(since: account.debtor.birthDate) / 365))
    }
  }

  @Test(
    "documents, names and accounts belong together; about 15 % owe on several accounts, often to several creditors",
    arguments: SeedData.cities)
  func consolidation(_ name: String) throws {
    let accounts = try Portfolio.of(name).accounts()
    #expect(Set(accounts.map(\.key)).count == accounts.count)
    let debtors = Dictionary(grouping: accounts, by: \.debtor.idNumber)
    #expect(debtors.count == Portfolio.debtors)
    #expect(debtors.values.allSatisfy { Set($0.map(\.debtor.fullName)).count == 1 })
    let several = debtors.values.filter { $0.count > 1 }
    #expect((130...170).contains(several.count * 1_000 / debtors.count))
    #expect(several.filter { Set($0.map(\.creditorID)).count > 1 }.count * 3 > several.count)
  }

  @Test("no account or document of one city is one of the other")
  func citiesAreApart() throws {
    let lima = try Portfolio.of("lima").accounts()
    let bogota = try Portfolio.of("bogota").accounts()
    #expect(Set(lima.map(\.key)).isDisjoint(with: bogota.map(\.key)))
  }

  @Test("about 1 % live outside every zone, about 2 % cannot be placed, all others are in exactly one zone", arguments: SeedData.cities)
  func places(_ name: String) throws {
    let map = try ZoneMap(city: name)
    let debtors = Dictionary(grouping: try Portfolio.of(name).accounts(), by: \.debtor.idNumber).values.compactMap(\.first)
    var outside = 0
    var unplaced = 0
    var zones: Set<String> = []
    for debtor in debtors {
      #expect(debtor.addresses.first?.kind == .home)
      let located = debtor.addresses.compactMap(\.location)
      if located.isEmpty { unplaced += 1 }
      for location in located {
        let hits = map.zones(at: location)
        #expect(hits.count <= 1, "\(location) is in \(hits)")
        if hits.isEmpty { outside += 1 }
        zones.formUnion(hits)
      }
    }
    #expect((5...16).contains(outside * 1_000 / debtors.count), "\(outside)")
    #expect((13...28).contains(unplaced * 1_000 / debtors.count), "\(unplaced)")
    #expect(zones == Set(map.rings.keys))
  }

  @Test("in Bogota only microcredit and rural credit are authorised for visits, most of them; in Lima the flag is not used")
  func visitAuthorisation() throws {
    let bogota = try Portfolio.of("bogota").accounts()
    let credit: Set<ProductType> = [.microcredit, .agro]
    let eligible = bogota.filter { credit.contains($0.productType) }
    #expect(eligible.filter { $0.flags?.visitAuthorized == true }.count * 10 > eligible.count * 8)
    #expect(bogota.filter { !credit.contains($0.productType) }.allSatisfy { $0.flags?.visitAuthorized != true })
    #expect(eligible.count < bogota.count * 7 / 10 && eligible.count > bogota.count * 4 / 10)
    let lima = try Portfolio.of("lima").accounts()
    #expect(lima.allSatisfy { $0.flags?.visitAuthorized != true && $0.currency == .pen })
    #expect(bogota.allSatisfy { $0.currency == .cop })
    #expect(lima.filter { $0.productType == .card || $0.productType == .loan }.count * 2 > lima.count)
  }

  @Test("mail goes to example domains only", arguments: SeedData.cities)
  func contacts(_ name: String) throws {
    let contacts = try Portfolio.of(name).accounts().flatMap(\.contacts)
    let hosts = Set(contacts.filter { $0.channel == .email }.compactMap { $0.value.split(separator: "@").last })
    #expect(hosts == ["example.com", "example.org", "example.net"])
    #expect(contacts.filter { $0.channel == .email }.allSatisfy { $0.value.utf8.allSatisfy { $0 < 128 } })
  }

  @Test("payments name accounts of the portfolio and no more than is overdue; a reversal follows its payment", arguments: SeedData.cities)
  func payments(_ name: String) throws {
    let portfolio = try Portfolio.of(name)
    let overdue = Dictionary(uniqueKeysWithValues: try portfolio.accounts().map { ($0.key, $0.balances.total) })
    let posted = try portfolio.payments("payment.posted")
    let reversed = try portfolio.payments("payment.reversed")
    #expect((60...95).contains(posted.count * 1_000 / Portfolio.debtors))
    for payment in posted {
      #expect(payment.amountMinor > 0 && payment.amountMinor <= overdue[payment.key] ?? 0)
      #expect((1...SeedGenerator.followingDays).contains(payment.valueDate.days(since: Portfolio.businessDate)))
      #expect(payment.postedAt.dateInUTC == payment.valueDate)
    }
    #expect(posted.contains { $0.amountMinor == overdue[$0.key] })
    #expect(!reversed.isEmpty)
    for reversal in reversed {
      let payment = try #require(posted.first { $0.paymentID == reversal.reversalOf })
      #expect(payment.amountMinor == reversal.amountMinor && payment.postedAt < reversal.postedAt && payment.key == reversal.key)
    }
  }

  @Test("an account that gets into another band says so with the next sequence, unless something was paid", arguments: SeedData.cities)
  func bands(_ name: String) throws {
    let portfolio = try Portfolio.of(name)
    let first = Dictionary(uniqueKeysWithValues: try portfolio.accounts().map { ($0.key, $0) })
    let changed = try portfolio.accounts("account.bucket-changed")
    let paid = Set(try portfolio.payments("payment.posted").map(\.key))
    #expect(changed.count * 20 > first.count)
    for account in changed {
      let before = try #require(first[account.key])
      #expect(account.sequence == 2 && before.sequence == 1)
      #expect(account.daysPastDue == before.daysPastDue + SeedGenerator.followingDays)
      #expect(account.businessDate == before.businessDate.advanced(byDays: SeedGenerator.followingDays))
      #expect(account.balances.total >= before.balances.total && !paid.contains(account.key))
      #expect(account.oldestDueDate == account.businessDate.advanced(byDays: -account.daysPastDue))
    }
  }
}
