import AssignmentRouting
import Contracts
import Testing

@Suite("Owners and deployment")
struct OwnerTests {
  private func owners(_ count: Int, _ collectors: [Collector], loads: [String: [StaffID: Int]] = [:], current: StaffID? = nil) -> [StaffID?]
  {
    var balance = OwnerBalance(collectors: collectors, loads: loads, waiting: ["A": count])
    return (0..<count).map { balance.assign(in: "A", at: Given.place($0 % 10, $0 / 10), current: current)?.collectorID }
  }

  @Test("V11: each debtor of a zone gets a collector of that zone, by capacity within a fifth")
  func balance() {
    let team = [Given.collector(1, maximumStops: 10), Given.collector(2, maximumStops: 30, home: Given.place(9, 9))]
    let other = Given.collector(3, zones: ["B"])
    let owned = Dictionary(owners(100, team + [other]).map { ($0, 1) }, uniquingKeysWith: +)
    #expect(owned[Given.id(3, 1)] == nil)
    #expect(owned[nil] == nil)
    #expect((20...32).contains(owned[Given.id(1, 1)] ?? 0))
    #expect((68...92).contains(owned[Given.id(2, 1)] ?? 0))
  }

  @Test("V11: an owner stays while that is not too much for one")
  func sticky() {
    let team = [Given.collector(1), Given.collector(2, home: Given.place(0, 0))]
    #expect(owners(1, team, current: Given.id(1, 1)) == [Given.id(1, 1)])
    let crowded = owners(1, team, loads: ["A": [Given.id(1, 1): 50, Given.id(2, 1): 2]], current: Given.id(1, 1))
    #expect(crowded == [Given.id(2, 1)])
  }

  @Test("X15: who is not active, or has no stops or no shift, owns nothing and is not deployed")
  func inactive() {
    var withoutShift = Given.collector(3)
    withoutShift.shiftEndsMinute = withoutShift.shiftStartsMinute
    let absent = [Given.collector(1, isActive: false), Given.collector(2, maximumStops: 0), withoutShift]
    #expect(owners(3, absent) == [nil, nil, nil])
    #expect(Deployment.make(absent, demand: ["A": 9], present: [:]).isEmpty)
  }

  @Test("A collector with two zones works where more debtors wait, and stays where a route already is")
  func deployment() {
    let both = Given.collector(1, zones: ["A", "B"])
    let fixed = Given.collector(2, zones: ["A"])
    #expect(Deployment.make([both, fixed], demand: ["A": 30, "B": 15], present: [:]) == ["A": [fixed], "B": [both]])
    #expect(Deployment.make([both, fixed], demand: ["A": 50, "B": 15], present: [:])["A"] == [both, fixed])
    #expect(Deployment.make([both, fixed], demand: ["A": 50], present: [both.collectorID: "B"])["B"] == [both])
  }
}
