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
    #expect(Deployment.make(absent, demand: waiting(["A": 9]), present: [:]).isEmpty)
  }

  private func waiting(_ debtors: [String: Int], for creditors: Set<CreditorID> = [CreditorID("andes")]) -> [WaitingDebtors] {
    debtors.map { WaitingDebtors(zoneCode: $0.key, creditorIDs: creditors, count: $0.value) }
  }

  @Test("A collector with two zones works where more debtors wait, and stays where a route already is")
  func deployment() {
    let both = Given.collector(1, zones: ["A", "B"])
    let fixed = Given.collector(2, zones: ["A"])
    #expect(Deployment.make([both, fixed], demand: waiting(["A": 30, "B": 15]), present: [:]) == ["A": [fixed], "B": [both]])
    #expect(Deployment.make([both, fixed], demand: waiting(["A": 50, "B": 15]), present: [:])["A"] == [both, fixed])
    #expect(Deployment.make([both, fixed], demand: waiting(["A": 50]), present: [both.collectorID: "B"])["B"] == [both])
  }

  @Test("C19: a collector bound to creditors works where more of their debtors wait, whoever else waits elsewhere")
  func boundDeployment() {
    let (andes, pacifico) = (CreditorID("andes"), CreditorID("pacifico"))
    let bound = Given.collector(1, zones: ["A", "B"], creditors: [andes])
    let anybody = Given.collector(2, zones: ["A", "B"])
    let demand = waiting(["A": 90], for: [pacifico]) + waiting(["A": 60], for: [andes, pacifico]) + waiting(["B": 3], for: [andes])
    #expect(Deployment.make([bound], demand: demand, present: [:]) == ["B": [bound]])
    #expect(Deployment.make([bound, anybody], demand: demand, present: [:]) == ["A": [anybody], "B": [bound]])
    // Somebody who is there for another creditor takes none of the own debtors.
    let stranger = Given.collector(3, zones: ["B"], maximumStops: 40, creditors: [pacifico])
    let more = demand + waiting(["A": 2], for: [andes])
    #expect(Deployment.make([bound, stranger], demand: more, present: [:])["B"] == [bound, stranger])
    // Nobody to be told of in either: the first zone, and no crash.
    #expect(Deployment.make([bound], demand: waiting(["B": 7], for: [pacifico]), present: [:]) == ["A": [bound]])
  }
}
