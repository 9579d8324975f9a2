import Foundation
import RoutePlanning
import Testing

struct SolomonTests {
  static let isAvailable = SolomonInstance.directory != nil
  static var names: [String] {
    let wanted = ProcessInfo.processInfo.environment["RONDA_SOLOMON"]?.split(separator: ",").map(String.init)
    return wanted ?? ["C103", "R109", "RC107", "C203", "R207", "RC205"]
  }
  static var iterations: Int { ProcessInfo.processInfo.environment["RONDA_SOLOMON_ITERATIONS"].flatMap { Int($0) } ?? 5_000 }

  @Test("V06: on Solomon's instances every plan is legal, serves all and lies within a tenth of the best known", .enabled(if: isAvailable))
  func gaps() throws {
    let directory = try #require(SolomonInstance.directory)
    for name in Self.names {
      let set = directory.appendingPathComponent(name.contains("_") ? "homberger" : "solomon")
      let bestKnown = try SolomonInstance.bestKnown(in: set)
      let instance = try SolomonInstance(file: set.appendingPathComponent("\(name).txt"))
      let clock = ContinuousClock()
      var plan = LocalSearchPlanner().plan(instance.problem, budget: SearchBudget(iterations: 0))
      let built = plan.cost
      let time = clock.measure { plan = LocalSearchPlanner().plan(instance.problem, budget: SearchBudget(iterations: Self.iterations)) }
      #expect(PlanChecker(problem: instance.problem).faults(plan) == [])
      #expect(plan.unassigned == [])
      let best = try #require(bestKnown[name])
      let gap = Double(plan.cost - best) / Double(best) * 100
      let start = Double(built - best) / Double(best) * 100
      print(
        "\(name): first \(start.formatted(.number.precision(.fractionLength(2)))) %, gap \(gap.formatted(.number.precision(.fractionLength(2)))) %, \(plan.iterations) steps, \(time)"
      )
      #expect(gap < 10, "\(name)")
      #expect(gap >= 0, "\(name) beats the best known: the reader or the objective is wrong")
    }
  }
}
