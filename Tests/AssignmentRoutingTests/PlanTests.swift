import AssignmentRouting
import ContactRules
import Contracts
import RoutePlanning
import Testing

@Suite("A zone's day")
struct PlanTests {
  private func problem(_ stops: [StopCandidate], _ collectors: [DayCollector], _ policy: PlanningPolicy = PlanningPolicy()) -> DayProblem {
    DayProblem(
      date: Given.monday, zone: Given.zone(), origin: Given.law.midnight(of: Given.monday, in: Given.lima) ?? Instant(milliseconds: 0),
      collectors: collectors, stops: stops, policy: policy)
  }

  private func stops(_ count: Int, _ policy: PlanningPolicy = PlanningPolicy()) -> [StopCandidate] {
    let cases = (1...count).map { Given.visitCase($0, at: Given.place($0 * 7 % 50, $0 * 13 % 50), owner: Given.id(1 + $0 % 2, 1)) }
    return CandidateSelection(law: Given.law, policy: policy, date: Given.monday).select(cases).stops
  }

  private func solve(_ problem: DayProblem) async throws -> DayPlan {
    let routing = try problem.makeProblem(try await problem.policy.travel.day(between: problem.places), keepsRoutes: false)
    let plan = LocalSearchPlanner().plan(routing, budget: SearchBudget(iterations: 300, seed: 7))
    return try DayPlan(
      plan, of: problem, routeID: { try Naming.routeID($0, problem.date) }, stopID: { try Naming.stopID($0, problem.date) })
  }

  @Test(
    "V06, V09: every visit lies in a legal window and the shift, nobody has more stops than agreed, every stop is on one route or left out")
  func legal() async throws {
    let collectors = [Given.onDuty(Given.collector(1, maximumStops: 12)), Given.onDuty(Given.collector(2, maximumStops: 9))]
    let problem = problem(stops(60), collectors)
    let plan = try await solve(problem)
    for (route, one) in zip(plan.routes, collectors) {
      #expect(route.visits.count <= one.maximumStops)
      #expect(route.startsAt >= one.shiftOpens && route.endsAt <= one.shiftCloses)
      for visit in route.visits {
        #expect(visit.windows.contains { $0.contains(visit.startsAt) })
        #expect(visit.arrivesAt <= visit.startsAt)
        #expect(visit.departsAt == visit.startsAt.advanced(by: visit.service))
      }
      for (earlier, later) in zip(route.visits, route.visits.dropFirst()) { #expect(earlier.departsAt <= later.arrivesAt) }
    }
    let planned = plan.routes.flatMap { $0.visits.map(\.debtorID) }
    #expect(planned.count == 21)
    #expect(Set(planned).count == planned.count)
    #expect(Set(planned).union(plan.leftOut.map(\.debtorID)) == Set(problem.stops.map(\.debtorID)))
    #expect(plan.leftOut.allSatisfy { $0.code == .maximumStops && $0.reasons.map(\.code) == [.maximumStops, .maximumStops] })
  }

  @Test("The same day gives the same plan and the same fingerprint; another amount another fingerprint")
  func deterministic() async throws {
    let problem = problem(stops(30), [Given.onDuty(Given.collector(1)), Given.onDuty(Given.collector(2))])
    #expect(try await solve(problem) == (try await solve(problem)))
    var changed = problem.stops
    changed[3].tasks[0].amountMinor += 1
    let other = self.problem(changed, problem.collectors)
    #expect(problem.fingerprint(leftOut: []) == self.problem(problem.stops, problem.collectors).fingerprint(leftOut: []))
    #expect(problem.fingerprint(leftOut: []) != other.fingerprint(leftOut: []))
  }

  @Test("X15: a zone without collectors leaves every stop out for that reason")
  func withoutCollectors() {
    let plan = DayPlan(withoutCollectors: stops(3))
    #expect(plan.routes.isEmpty)
    #expect(plan.leftOut.map(\.code) == [.noCollector, .noCollector, .noCollector])
  }

  @Test("X16: a stop that leaves takes nothing else with it; nobody is later or outside of a window, and the way is not longer")
  func removal() async throws {
    let problem = problem(stops(15), [Given.onDuty(Given.collector(1))])
    let route = try #require(try await solve(problem).routes.first)
    #expect(route.visits.count > 5)
    for position in route.visits.indices {
      var revised = route
      #expect(revised.remove([route.visits[position].stopID]) == position)
      revised.retime(from: position, with: try await problem.policy.travel.day(between: revised.places), origin: problem.origin)
      let rest = route.visits.filter { $0.stopID != route.visits[position].stopID }
      #expect(revised.visits.map(\.stopID) == rest.map(\.stopID))
      #expect(zip(revised.visits, rest).allSatisfy { $0.startsAt <= $1.startsAt })
      #expect(revised.visits.allSatisfy { visit in visit.windows.contains { $0.contains(visit.startsAt) } })
      #expect(Array(revised.visits.prefix(position)) == Array(route.visits.prefix(position)))
      #expect(revised.distance <= route.distance && revised.endsAt <= route.endsAt)
    }
  }

  @Test("X16: where a server's travel times cannot be asked for, a stop that leaves keeps the other ways as planned and shortens the gap")
  func removalWithoutServer() async throws {
    // The server knows slower streets than the formula.
    var slow = PlanningPolicy()
    slow.metresPerHour = 9_000
    slow.detourPermille = 1_700
    let problem = problem(stops(15), [Given.onDuty(Given.collector(1))], slow)
    let route = try #require(try await solve(problem).routes.first)
    let formula = PlanningPolicy().travel
    #expect(route.visits.count > 5)
    func ways(_ route: Route) -> [Seconds] {
      zip([route.startsAt] + route.visits.map(\.departsAt), route.visits.map(\.arrivesAt) + [route.endsAt]).map { $1.seconds(since: $0) }
    }
    for position in route.visits.indices {
      var revised = route
      #expect(revised.remove([route.visits[position].stopID]) == position)
      let planned = PlannedWays(route, estimate: try await formula.matrix(between: route.places))
      revised.retime(from: position, with: planned.travel(along: revised), origin: problem.origin)
      let (before, after) = (ways(route), ways(revised))
      #expect(
        Array(after[..<position]) == Array(before[..<position]) && Array(after[(position + 1)...]) == Array(before[(position + 2)...]))
      #expect(after[position] <= Seconds(before[position].value + before[position + 1].value))
      #expect(revised.distance <= route.distance && revised.endsAt <= route.endsAt)
      #expect(revised.visits.allSatisfy { visit in visit.windows.contains { $0.contains(visit.startsAt) } })
    }
  }

  @Test("The last stop that leaves empties the route")
  func lastStop() async throws {
    let problem = problem(stops(1), [Given.onDuty(Given.collector(1))])
    var route = try #require(try await solve(problem).routes.first)
    #expect(route.remove([route.visits[0].stopID]) == 0)
    route.retime(from: 0, with: try await problem.policy.travel.day(between: route.places), origin: problem.origin)
    #expect(route.visits.isEmpty && route.distance == Metres(0) && route.duration == Seconds(0) && route.endsAt == route.startsAt)
  }

  @Test("Every reason has words in both languages, and a legal one names its rules")
  func words() {
    for code in LeftOutCode.allCases {
      let words = LeftOutExplanation(code: code, contactReasons: [.holiday], ruleIDs: ["PE-01"])
      #expect(words.spanish.hasSuffix(".") && words.english.hasSuffix(".") && words.spanish != words.english)
    }
    let legal = LeftOutExplanation(code: .notLegal, contactReasons: [.holiday], ruleIDs: ["PE-01"])
    #expect(legal.spanish == "La norma no permite la visita ese día: es feriado (PE-01).")
    #expect(legal.english == "The rules do not allow the visit on that day: it is a holiday (PE-01).")
  }

  @Test("A zone is planned after a quiet moment, and at the latest after a while, though it keeps changing")
  func rhythm() {
    var rhythm = PlanningRhythm(quiet: .seconds(2), longest: .seconds(10))
    let (quiet, busy): (ZoneID, ZoneID) = (Given.id(1, 5), Given.id(2, 5))
    #expect(rhythm.due([quiet: 1, busy: 1], at: .seconds(0)).isEmpty)
    #expect(rhythm.due([quiet: 1, busy: 2], at: .seconds(1)).isEmpty)
    #expect(rhythm.due([quiet: 1, busy: 3], at: .seconds(2)) == [quiet])
    #expect(rhythm.due([busy: 4], at: .seconds(9)).isEmpty)
    #expect(rhythm.due([busy: 5], at: .seconds(10)) == [busy])
    #expect(rhythm.due([quiet: 2], at: .seconds(11)).isEmpty)
  }
}
