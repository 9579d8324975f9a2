import AssignmentRouting
import Contracts
import Testing

@Suite("Sharing debtors out")
struct DistributionTests {
  private func debtor(_ number: Int, owner: Int? = nil, isFixed: Bool = false, load: Int = 1) -> Distribution.Debtor {
    Distribution.Debtor(
      debtorID: Given.id(number), location: Given.place(number * 7 % 50, number * 13 % 50), ownerID: owner.map { Given.id($0, 1) },
      isFixed: isFixed, load: load)
  }

  private func loads(_ debtors: [Distribution.Debtor], _ owners: [DebtorID: StaffID], team: Int) -> [Int] {
    (1...team).map { number in debtors.reduce(0) { $0 + (owners[$1.debtorID] == Given.id(number, 1) ? $1.load : 0) } }
  }

  @Test("V58: by count, amount and minutes nobody has more than the tolerance above anybody else, wherever the owners were before")
  func balance() throws {
    let team = (1...4).map { Given.collector($0, home: Given.place($0 * 10, 5)) }
    for loads in [[1], [40, 900, 120, 333, 75], [12, 19, 15]] {
      let debtors = (1...400).map { debtor($0, owner: $0 % 5 == 0 ? 2 : 1, load: loads[$0 % loads.count]) }
      let owners = Distribution(team: team, tolerancePermille: 50).owners(of: debtors)
      #expect(owners.count == debtors.count)
      let shares = self.loads(debtors, owners, team: 4)
      let fair = debtors.reduce(0) { $0 + $1.load } / 4
      let (most, least) = (try #require(shares.max()), try #require(shares.min()))
      #expect(most - least <= max(1, fair * 50 / 1_000), "loads \(shares)")
    }
  }

  @Test("V58: owners whom a person chose stay, and without a team there is no owner")
  func fixed() {
    let debtors = (1...20).map { debtor($0, owner: 1, isFixed: $0 <= 15) }
    let owners = Distribution(team: [Given.collector(1), Given.collector(2)], tolerancePermille: 0).owners(of: debtors)
    #expect((1...15).allSatisfy { owners[Given.id($0)] == Given.id(1, 1) })
    #expect(loads(debtors, owners, team: 2) == [15, 5])
    #expect(Distribution(team: [], tolerancePermille: 0).owners(of: debtors).isEmpty)
  }

  @Test("V55: the same debtors in another order get the same owners")
  func deterministic() {
    let debtors = (1...60).map { debtor($0, owner: $0 % 3 + 1, load: $0 % 7 + 1) }
    let distribution = Distribution(team: (1...3).map { Given.collector($0) }, tolerancePermille: 20)
    #expect(distribution.owners(of: debtors) == distribution.owners(of: debtors.reversed()))
  }

  @Test("X17: no visit is planned after the maximum of attempts within 60 days")
  func attempts() {
    let policy = Given.policy { $0.maximumAttempts = 2 }
    func left(_ visits: [Int]) -> [LeftOutCode] {
      let past = visits.map { PastVisit(date: Given.monday.advanced(byDays: -$0), at: Given.sunday, reached: false) }
      let visit = Given.visitCase(1, visits: past)
      return CandidateSelection(law: Given.law, policy: policy, date: Given.monday).select([visit]).leftOut.map(\.code)
    }
    #expect(left([10, 70]) == [])
    #expect(left([10, 20]) == [.attemptsUsedUp])
    #expect(left([1]) == [.tooSoon])
  }
}
