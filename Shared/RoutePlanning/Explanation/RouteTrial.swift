import Contracts

/// One collector's route, and one more stop that might join it: a day of its own, small enough to be tried many times over.
struct RouteTrial {
  /// Rounds in which limits give way one after another: what is late behind a stop that may now be late shows in the next round.
  private static let maximumRounds = 8

  private let problem: RoutingProblem
  private let collector: Int
  private let route: [Int]
  private let stop: Int
  private let locked: Int

  init(_ problem: RoutingProblem, collector: Int, route: [Int], stop: Int, locked: Int) {
    self.problem = problem
    self.collector = collector
    self.route = route
    self.stop = stop
    self.locked = min(locked, route.count)
  }

  /// The route's stops by their place in it, then the stop itself.
  private func part() -> (stops: [RoutingStop], collector: RoutingCollector) {
    let stops = (route + [stop]).map { index in
      var stop = problem.stops[index]
      // Here the collector has number 0, and all others are one.
      stop.pinnedCollector = stop.pinnedCollector.map { $0 == collector ? 0 : 1 }
      stop.affinity = stop.affinity.map { Affinity(collector: $0.collector == collector ? 0 : 1, cost: $0.cost) }
      return stop
    }
    return (stops, problem.collectors[collector])
  }

  private func order(_ position: Int) -> [Int] { Array(0..<position) + [route.count] + Array(position..<route.count) }

  private func evaluate(_ stops: [RoutingStop], _ day: RoutingCollector, _ order: [Int]) -> RouteEvaluation {
    RouteEvaluator(RoutingProblem(part: stops, collectors: [day], of: problem)).evaluate(order, by: 0, locked: locked)
  }

  /// What the stop adds to the cost at its cheapest legal place; `nil` without one.
  func cheapest() -> (cost: Int, position: Int)? {
    let (stops, day) = part()
    let evaluator = RouteEvaluator(RoutingProblem(part: stops, collectors: [day], of: problem))
    let present = evaluator.evaluate(Array(0..<route.count), by: 0, locked: locked).cost
    var best: (cost: Int, position: Int)?
    for position in locked...route.count {
      let judged = evaluator.evaluate(order(position), by: 0, locked: locked)
      if judged.isLegal, judged.cost - present < best?.cost ?? Int.max { best = (judged.cost - present, position) }
    }
    return best
  }

  /// What is wrong with each place for the stop, from behind the locked beginning on.
  func violations() -> [[RouteViolation]] {
    let (stops, day) = part()
    let evaluator = RouteEvaluator(RoutingProblem(part: stops, collectors: [day], of: problem))
    return (locked...route.count).map { position in
      evaluator.evaluate(order(position), by: 0, locked: locked).violations.map(renumbered)
    }
  }

  /// The limits that give way with the least effort, so that the stop has a legal place; `nil` when no limit that can be moved is to
  /// blame. Each set is tried before it is offered.
  func cheapestRelaxation() -> [Relaxation]? {
    (locked...route.count).compactMap(relaxation).min { Self.effort($0) < Self.effort($1) }
  }

  private static func effort(_ relaxations: [Relaxation]) -> Int { relaxations.reduce(0) { $0 + $1.effort } }

  private func relaxation(_ position: Int) -> [Relaxation]? {
    var (stops, day) = part()
    let order = order(position)
    var applied: [Relaxation] = []
    for _ in 0..<Self.maximumRounds {
      let violations = evaluate(stops, day, order).violations
      guard !violations.isEmpty else { return Self.merged(applied).map { $0.renumbered(number) } }
      // In time order only the first lateness is sure: what lies behind it may change once it is allowed.
      let first = violations.first { if case .late = $0 { true } else { false } }
      for violation in violations {
        if case .late = violation, violation != first { continue }
        if case .shiftExceeded = violation, first != nil { continue }
        guard let relaxation = Relaxation(violation) else { return nil }
        relaxation.apply(to: &stops, &day)
        applied.append(relaxation)
      }
    }
    return nil
  }

  private func number(_ local: Int) -> Int { local < route.count ? route[local] : stop }

  private func renumbered(_ violation: RouteViolation) -> RouteViolation {
    switch violation {
    case .pinnedToAnother(let stop): .pinnedToAnother(stop: number(stop))
    case .skillMissing(let stop, let skills): .skillMissing(stop: number(stop), skills)
    case .orderPinned(let stop): .orderPinned(stop: number(stop))
    case .unreachable(let stop): .unreachable(stop: stop.map(number))
    case .late(let stop, let by): .late(stop: number(stop), by: by)
    default: violation
    }
  }

  /// One of each kind: the same limit moved in several rounds is moved once by the sum.
  private static func merged(_ relaxations: [Relaxation]) -> [Relaxation] {
    var merged: [Relaxation] = []
    for relaxation in relaxations {
      guard let index = merged.firstIndex(where: { $0.sum(with: relaxation) != nil }), let sum = merged[index].sum(with: relaxation) else {
        merged.append(relaxation)
        continue
      }
      merged[index] = sum
    }
    return merged
  }
}

extension Relaxation {
  /// Both in one, when they move the same limit.
  fileprivate func sum(with other: Relaxation) -> Relaxation? {
    switch (self, other) {
    case (.longerShift(let one), .longerShift(let more)): .longerShift(by: Seconds(one.value + more.value))
    case (.laterClosing(let stop, let one), .laterClosing(let same, let more)) where stop == same:
      .laterClosing(stop: stop, by: Seconds(one.value + more.value))
    case (.moreTravel(let one), .moreTravel(let more)): .moreTravel(by: Seconds(one.value + more.value))
    case (.moreDistance(let one), .moreDistance(let more)): .moreDistance(by: Metres(one.value + more.value))
    case (.longerDuration(let one), .longerDuration(let more)): .longerDuration(by: Seconds(one.value + more.value))
    case (.moreStops(let one), .moreStops(let more)): .moreStops(by: one + more)
    case (.moreLoad(let one), .moreLoad(let more)): .moreLoad(by: one + more)
    case (.skills(let one), .skills(let more)): .skills(one.union(more))
    default: nil
    }
  }
}
