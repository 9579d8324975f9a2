import Contracts
import RoutePlanning
import Testing

/// What long runs do with large plans: improving them region by region.
struct RegionTests {
  @Test("V06: a plan improved region by region stays legal, never gets worse, and is the same in every run", arguments: UInt64(1)...5)
  func regions(seed: UInt64) throws {
    let problem = try RandomProblem.flavour(seed, stops: 40, collectors: 8).make()
    let check = RegionCheck(problem, steps: 4, seed: seed)
    #expect(PlanChecker(problem: problem).faults(check.plan) == [])
    #expect(check.objectives.count == 5)
    #expect(zip(check.objectives, check.objectives.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(check.isReleased)
    #expect(check.plan == RegionCheck(problem, steps: 4, seed: seed).plan)
  }

  @Test("V06: a route that is not needed is dissolved, although no single stop of it would rather be on another")
  func dissolving() throws {
    // Six streets, each with four stops and a collector of her own, who could serve six: two in the streets beside can take over all of hers.
    let streets = 6
    let perStreet = 4
    let size = 1 + streets * perStreet
    func place(_ node: Int) -> (street: Int, far: Int)? { node == 0 ? nil : ((node - 1) / perStreet, (node - 1) % perStreet) }
    let seconds = (0..<(size * size)).map { cell -> Int32 in
      guard cell / size != cell % size else { return 0 }
      guard let from = place(cell / size), let to = place(cell % size) else {
        return Int32(500 + (place(max(cell / size, cell % size))?.far ?? 0))
      }
      return Int32(from.street == to.street ? abs(from.far - to.far) : 150)
    }
    let day = TimeWindow(opens: Seconds(0), closes: Seconds(80_000))
    let collector = RoutingCollector(start: 0, end: 0, shift: day, maximumStops: 6)
    let problem = try RoutingProblem(
      stops: (1..<size).map { RoutingStop(place: $0, priority: 1) }, collectors: Array(repeating: collector, count: streets),
      matrices: [TravelMatrix(size: size, seconds: seconds, metres: seconds)],
      initialRoutes: (0..<streets).map { street in InitialRoute(stops: (0..<perStreet).map { street * perStreet + $0 }) })
    let check = RegionCheck(problem, steps: 12, seed: 1)
    #expect(PlanChecker(problem: problem).faults(check.plan) == [])
    #expect(check.plan.unassigned == [])
    #expect(check.plan.routes.count { !$0.visits.isEmpty } < streets)
    #expect(try #require(check.objectives.last) < check.objectives[0])
  }
}
