import Contracts
import RoutePlanning
import Testing

struct RoutingProblemTests {
  private let matrix = TravelMatrix(size: 2, seconds: [0, 60, 60, 0], metres: [0, 500, 500, 0])
  private let shift = TimeWindow(opens: Seconds(0), closes: Seconds(3_600))

  private func error(
    stops: [RoutingStop] = [], collectors: [RoutingCollector] = [], matrices: [TravelMatrix]? = nil, initialRoutes: [InitialRoute] = []
  ) -> String? {
    do throws(RoutingProblemError) {
      _ = try RoutingProblem(stops: stops, collectors: collectors, matrices: matrices ?? [matrix], initialRoutes: initialRoutes)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("X15: a problem that cannot be planned names the stop or collector and the field")
  func errorsNameTheField() {
    let window = TimeWindow(opens: Seconds(10), closes: Seconds(5))
    let collector = RoutingCollector(start: 0, end: 0, shift: shift)
    #expect(error() == nil)
    #expect(error(matrices: []) == "matrices: at least one travel matrix is needed")
    #expect(error(stops: [RoutingStop(place: 2)]) == "stop 0, place: place 2 is not among the 2 of the travel matrix")
    #expect(
      error(stops: [RoutingStop(place: 0), RoutingStop(place: 1, windows: [window])]) == "stop 1, windows: 10 to 5 ends before it begins")
    #expect(error(stops: [RoutingStop(place: 0, prize: -1)])?.hasPrefix("stop 0, prize: -1 is not within") == true)
    #expect(error(stops: [RoutingStop(place: 0, pinnedCollector: 3)]) == "stop 0, pinnedCollector: there is no collector 3")
    #expect(error(collectors: [RoutingCollector(start: 0, end: 7, shift: shift)])?.hasPrefix("collector 0, end: place 7") == true)
    #expect(error(collectors: [RoutingCollector(start: 0, end: 0, shift: window)])?.hasPrefix("collector 0, shift") == true)
    #expect(error(collectors: [RoutingCollector(start: 0, end: 0, shift: shift, matrix: 1)]) == "collector 0, matrix: there is no matrix 1")
    let broken = TravelMatrix(size: 2, seconds: [0, -1, 60, 0], metres: [0, 500, 500, 0])
    #expect(error(matrices: [broken])?.hasPrefix("matrix 0, cell: from place 0 to 1") == true)
    #expect(error(matrices: [TravelMatrix(size: 2, seconds: [0], metres: [0])])?.hasPrefix("matrix 0, seconds: 1 cells") == true)
    let twice = [InitialRoute(stops: [0, 0])]
    #expect(
      error(stops: [RoutingStop(place: 1)], collectors: [collector], initialRoutes: twice)
        == "initial route 0, stops: stop 0 is already on route 0")
    let locked = [InitialRoute(stops: [0], locked: 2)]
    #expect(
      error(stops: [RoutingStop(place: 1)], collectors: [collector], initialRoutes: locked)?.hasPrefix("initial route 0, locked") == true)
  }

  @Test("X15: priorities hold against any number of prizes")
  func prioritiesHold() throws {
    // Room for one stop: the poor one of priority 1 wins over the rich one.
    let stops = [RoutingStop(place: 1, prize: 1_000_000), RoutingStop(place: 1, prize: 0, priority: 1)]
    let collector = RoutingCollector(start: 0, end: 0, shift: shift, maximumStops: 1)
    let problem = try RoutingProblem(stops: stops, collectors: [collector], matrices: [matrix])
    let plan = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 10))
    #expect(plan.routes[0].visits.map(\.stop) == [1])
    #expect(plan.unassigned.map(\.summary) == [.maximumStops])
  }

  @Test("X15: a visit that costs more than its prize is left out, with the amount")
  func costsMoreThanPrize() throws {
    let collector = RoutingCollector(start: 0, end: 0, shift: shift)
    let problem = try RoutingProblem(stops: [RoutingStop(place: 1, prize: 100)], collectors: [collector], matrices: [matrix])
    let plan = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 10))
    #expect(plan.unassigned == [UnassignedStop(stop: 0, summary: .costsMoreThanPrize(by: 20), reasons: [.costsMoreThanPrize(by: 20)])])
  }
}
