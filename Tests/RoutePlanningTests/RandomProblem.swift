import Contracts
import RoutePlanning

/// Seeded problems of every flavour: the seed decides everything that is not given.
struct RandomProblem {
  var seed: UInt64
  var stops: Int
  var collectors = 1
  var hasWindows = true
  var hasBreaks = false
  var hasSkills = false
  var hasLimits = false
  var hasHoles = false
  var isAsymmetric = false
  var hasRanks = false
  var isRequired = false
  /// Every other collector walks: the same distances, three times the travel time.
  var hasWalkers = false
  var initialRoutes: [InitialRoute] = []

  func make() throws -> RoutingProblem {
    var generator = SeededGenerator(seed: seed)
    let places = stops + collectors
    let matrix = makeMatrix(places, &generator)
    let allStops = (0..<stops).map { makeStop($0, &generator) }
    let allCollectors = (0..<collectors).map { makeCollector($0, &generator) }
    return try RoutingProblem(
      stops: allStops, collectors: allCollectors, matrices: hasWalkers ? [matrix, slower(matrix)] : [matrix], initialRoutes: initialRoutes)
  }

  private func slower(_ matrix: TravelMatrix) -> TravelMatrix {
    TravelMatrix(size: matrix.size, seconds: matrix.seconds.map { $0 == TravelMatrix.missing ? $0 : 3 * $0 }, metres: matrix.metres)
  }

  private func makeMatrix(_ size: Int, _ generator: inout SeededGenerator) -> TravelMatrix {
    let points = (0..<size).map { _ in (Double(generator.next(below: 5_000)), Double(generator.next(below: 5_000))) }
    var seconds = [Int32](repeating: 0, count: size * size)
    var metres = seconds
    for from in 0..<size {
      for to in 0..<size where from != to {
        let dx = points[from].0 - points[to].0
        let dy = points[from].1 - points[to].1
        let length = Int((dx * dx + dy * dy).squareRoot())
        let isHole = hasHoles && generator.next(below: 100) < 8
        let detour = isAsymmetric ? generator.next(below: 400) : 0
        metres[from * size + to] = isHole ? TravelMatrix.missing : Int32(length + detour)
        seconds[from * size + to] = isHole ? TravelMatrix.missing : Int32((length + detour) / 5 + 1)
      }
    }
    return TravelMatrix(size: size, seconds: seconds, metres: metres)
  }

  private func makeStop(_ place: Int, _ generator: inout SeededGenerator) -> RoutingStop {
    var windows: [TimeWindow] = []
    if hasWindows {
      for _ in 0..<generator.next(below: 4) {
        let opens = 28_000 + generator.next(below: 30_000)
        windows.append(TimeWindow(opens: Seconds(opens), closes: Seconds(opens + 300 + generator.next(below: 7_000))))
      }
    }
    var stop = RoutingStop(
      place: place, windows: windows, service: Seconds(300 + generator.next(below: 900)), prize: generator.next(below: 1_500),
      priority: isRequired ? 1 : 0, load: generator.next(below: 5))
    if hasRanks {
      if generator.next(below: 4) == 0 { stop.priority = 1 + generator.next(below: 2) }
      if generator.next(below: 8) == 0 { stop.pinnedCollector = generator.next(below: collectors) }
      if generator.next(below: 3) == 0 { stop.affinity = Affinity(collector: generator.next(below: collectors), cost: 200) }
    }
    if hasSkills, generator.next(below: 3) == 0 { stop.skills = Skills(rawValue: 1 << UInt64(generator.next(below: 3))) }
    return stop
  }

  private func makeCollector(_ index: Int, _ generator: inout SeededGenerator) -> RoutingCollector {
    let opens = 28_800 + generator.next(below: 4) * 1_800
    var collector = RoutingCollector(
      start: stops + index, end: generator.next(below: 3) == 0 ? nil : stops + index,
      shift: TimeWindow(opens: Seconds(opens), closes: Seconds(opens + 14_000 + generator.next(below: 20_000))),
      costs: TravelCosts(perSecond: 1, perMetre: generator.next(below: 2), perRoute: generator.next(below: 300)))
    if hasWalkers, index % 2 == 1 { collector.matrix = 1 }
    if hasBreaks {
      let lunch = 43_200 + generator.next(below: 3_600)
      collector.breaks.append(CollectorBreak(earliest: Seconds(lunch), latest: Seconds(lunch + 2_400), duration: Seconds(1_800)))
      if generator.next(below: 2) == 0 {
        collector.breaks.append(
          CollectorBreak(earliest: Seconds(lunch + 3_000), latest: Seconds(lunch + 6_000), duration: Seconds(600)))
      }
    }
    if hasSkills { collector.skills = Skills(rawValue: UInt64(generator.next(below: 8))) }
    if hasLimits {
      collector.maximumStops = 2 + generator.next(below: 10)
      collector.maximumLoad = 6 + generator.next(below: 20)
      if generator.next(below: 2) == 0 { collector.maximumTravel = Seconds(2_000 + generator.next(below: 4_000)) }
      if generator.next(below: 2) == 0 { collector.maximumDistance = Metres(8_000 + generator.next(below: 15_000)) }
    }
    return collector
  }

  /// All flavours in turn.
  static func flavour(_ seed: UInt64, stops: Int, collectors: Int) -> RandomProblem {
    RandomProblem(
      seed: seed, stops: stops, collectors: collectors, hasWindows: seed % 7 != 0, hasBreaks: seed % 2 == 0, hasSkills: seed % 3 == 0,
      hasLimits: seed % 4 < 2, hasHoles: seed % 5 == 0, isAsymmetric: seed % 3 == 1, hasRanks: seed % 4 == 1, isRequired: seed % 6 == 5,
      hasWalkers: seed % 5 == 2)
  }
}
