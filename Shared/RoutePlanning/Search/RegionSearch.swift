/// Improves a large plan region by region: the routes round one stop are cooled from a low temperature while the others stay as they are,
/// and what comes out is kept only if the plan has become better. When a large plan is cooled as a whole, what one part gains another loses.
///
/// One attempt in a few dissolves a route: small steps seldom do, because between two good plans of n and n - 1 routes lie many bad ones.
struct RegionSearch {
  /// Plans with fewer stops are improved as a whole.
  static let fewestStops = 500
  /// A region has at least so many stops and routes, if that is not more than half of the plan.
  static let stops = 150
  static let routes = 6
  static let stepsPerStop = 300
  /// One attempt in so many dissolves a route; one in one more for each so many failures in a row.
  static let dissolveEvery = 3
  static let patience = 4
  /// What leaving out a stop costs at first when a route is dissolved, and by how much that rises as long as it is left out, in thousandths
  /// of a mean leg.
  static let absencePermille = 3_000
  static let absenceRisePermille = 200

  private let annealing: Annealing
  private let meanLeg: Int
  private var generator: SeededGenerator
  /// How often a stop was part of a region.
  private var tried: [Int]
  /// Dissolutions in a row that have left stops out.
  private var failures = 0
  private var state: RouteState { annealing.state }

  init(annealing: Annealing, meanLeg: Int, seed: UInt64) {
    self.annealing = annealing
    self.meanLeg = meanLeg
    generator = SeededGenerator(seed: seed)
    tried = [Int](repeating: 0, count: annealing.state.stopCount)
  }

  /// Begins with the best plan; where that becomes better, the step has brought something.
  /// - Returns: whether the budget is not used up.
  mutating func step() -> Bool {
    annealing.returnToBest()
    defer { annealing.ruin.release() }
    if generator.next(below: Self.dissolveEvery + failures / Self.patience) == 0, let route = smallRoute() { return dissolve(route) }
    confine(around: seldomTried())
    for stop in annealing.ruin.centres { tried[Int(stop)] += 1 }
    return cool { _ in true }
  }

  private func confine(around centre: Int) {
    annealing.ruin.confine(
      around: centre, stops: min(Self.stops, state.stopCount / 2), routes: min(Self.routes, state.routes.usedCount / 2))
  }

  /// Cools the region as long as `goesOn`, which is asked now and then.
  private func cool(while goesOn: (RouteState) -> Bool) -> Bool {
    let stops = annealing.ruin.centres.count
    let length = stops * Self.stepsPerStop
    let cooling = Cooling(legPermille: Evolution.warm, meanLeg: meanLeg, stops: stops)
    return annealing.cool { steps in
      steps < length && goesOn(annealing.state) ? cooling.temperature(after: steps, length: length, left: length - steps) : nil
    }
  }

  /// Takes a route's stops out and looks for places for them in the routes round it, none beginning anew. A step may leave a stop out for a
  /// price that rises until the stop has found a place (after the absence counters of J. Christiaens and G. Vanden Berghe, 2020,
  /// section 4.4).
  private mutating func dissolve(_ route: Int) -> Bool {
    confine(around: Int(state.sequence[state.at(route, (state.count[route] + 1) / 2)]))
    state.replace(route: route, with: [])
    state.opensRoutes = false
    defer { state.opensRoutes = true }
    annealing.absencePrices = [Int](repeating: meanLeg * Self.absencePermille / 1_000, count: state.stopCount)
    let rise = meanLeg * Self.absenceRisePermille / 1_000
    let isOn = cool { [annealing] state in
      for index in 0..<state.absentCount { annealing.absencePrices[Int(state.absent[index])] += rise }
      return state.absentCount > 0
    }
    annealing.absencePrices = []
    failures = state.absentCount > 0 ? failures + 1 : 0
    return isOn && (state.absentCount > 0 || cool { _ in true })
  }

  /// The route with the fewest stops of a few, if all stops are visited.
  private mutating func smallRoute() -> Int? {
    guard state.absentCount == 0 else { return nil }
    let some = (0..<3).map { _ in Int(state.routes.used[generator.next(below: state.routes.usedCount)]) }
    return some.filter { state.locked[$0] == 0 }.min { (state.count[$0], $0) < (state.count[$1], $1) }
  }

  /// The stop that was least often part of a region, of a few.
  private mutating func seldomTried() -> Int {
    let some = (0..<4).map { _ in generator.next(below: state.stopCount) }
    return some.min { (tried[$0], $0) < (tried[$1], $1) } ?? 0
  }
}
