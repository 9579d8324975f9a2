/// Slack induction by string removals (J. Christiaens and G. Vanden Berghe, Transportation Science 54, 2020), for optional stops:
/// strings of neighbouring routes are taken out, and the removed stops and a share of the absent ones are put in greedily.
struct RuinAndRecreate {
  /// The paper's c, L, alpha, beta and the blink rate's inverse.
  static let meanRemoved = 10
  static let longestString = 10
  static let splitPercent = 50
  static let deeperSplitPercent = 1
  static let blinkEvery = 100
  /// So many ruins in a thousand are larger, with this c and L: groups of routes that hang together change as a whole only then.
  static let largePermille = 50
  static let largeMeanRemoved = 30
  static let largeLongestString = 20
  /// In one recreation of so many an idle route is begun although a place in use would be cheaper: what makes it worth while follows later.
  static let openingEvery = 8
  /// Absent stops tried besides the removed ones: all up to this many, else half from the neighbourhood, half at random.
  static let absentTried = 40
  /// One recreation in so many lets optional stops in that cost more than their prize, and then drops what still does.
  static let optimismEvery = 4

  let state: RouteState
  let neighbours: Neighbours
  var generator: SeededGenerator
  private let isRuined: UnsafeMutablePointer<Int>
  private let isCandidate: UnsafeMutablePointer<Int>
  private var round = 0
  var candidates: [Int32] = []
  /// The stops round which a ruin may begin; all when empty.
  var centres: [Int32] = []
  private var keys: [Int]
  private let rankKey: [Int]
  private let hasRanks: Bool
  private let hasPrizes: Bool
  private let hasOptional: Bool
  private let homeDistance: [Int]
  private let arena = Arena()

  init(state: RouteState, neighbours: Neighbours, seed: UInt64) {
    self.state = state
    self.neighbours = neighbours
    generator = SeededGenerator(seed: seed)
    isRuined = arena.make(state.routeCount, filledWith: 0)
    isCandidate = arena.make(state.stopCount, filledWith: 0)
    keys = [Int](repeating: 0, count: state.stopCount)
    let stops = state.model.problem.stops
    rankKey = stops.map { ($0.isPinned ? 1 << 40 : 0) + min($0.priority, 1 << 32) }
    hasRanks = Set(rankKey).count > 1
    hasOptional = stops.contains { $0.priority == 0 && !$0.isPinned }
    hasPrizes = Set(stops.map(\.prize)).count > 1
    let model = state.model
    homeDistance = stops.indices.map { stop in
      state.routeCount == 0 ? 0 : Int(model.nodes.cost[model.nodes.layer[0] + Int(model.nodes.startNode[0]) * model.nodes.width + stop])
    }
    state.blinks = Blinks(seed: seed ^ 0xB11B, every: Self.blinkEvery)
  }

  /// Changes the state; to be called inside a trial.
  /// - Returns: whether the routes are legal. If not (no triangle inequality), the trial must be rolled back.
  mutating func step() -> Bool {
    beginRound()
    let centre = centres.isEmpty ? generator.next(below: state.stopCount) : Int(centres[generator.next(below: centres.count)])
    guard ruin(around: centre) else { return false }
    recreate(around: centre)
    return true
  }

  mutating func beginRound() {
    round += 1
    candidates.removeAll(keepingCapacity: true)
  }

  /// Puts in the candidates and a share of the absent stops, as far as that pays.
  mutating func recreate(around centre: Int) {
    addAbsent(around: centre)
    sortCandidates()
    if generator.next(below: Self.openingEvery) == 0 { state.openingBonus = generator.next(below: 1 + 2 * homeDistance[centre]) }
    let optimism = hasOptional && generator.next(below: Self.optimismEvery) == 0 ? 2 << generator.next(below: 4) : 1
    for candidate in candidates {
      let stop = Int(candidate)
      let place = state.findInsertion(of: stop, near: neighbours, below: state.model.worth(stop, optimism: optimism))
      if place.isFound { state.insert(stop, at: place) }
    }
    state.openingBonus = 0
    if optimism > 1 { dropUnprofitable() }
  }

  /// From each changed route, the worst first.
  private func dropUnprofitable() {
    for index in 0..<state.backup.touchedCount { state.dropUnprofitable(state.backup.touched[index]) }
  }

  private mutating func ruin(around centre: Int) -> Bool {
    let present = state.stopCount - state.absentCount
    guard present > 0 else { return true }
    let used = state.routes.usedCount
    let isLarge = generator.next(below: 1_000) < Self.largePermille
    let longest = max(1, min(isLarge ? Self.largeLongestString : Self.longestString, present / used))
    let most = max(0, 4_000 * (isLarge ? Self.largeMeanRemoved : Self.meanRemoved) / (1 + longest) - 1_000)
    var strings = 1 + generator.next(below: most + 1) / 1_000
    var rank = -1
    while strings > 0, rank < neighbours.count {
      let stop = rank < 0 ? centre : neighbours.of(centre, rank)
      rank += 1
      let route = Int(state.routeOf[stop])
      guard route >= 0, isRuined[route] != round, !state.isClosed(route), Int(state.positionOf[stop]) > state.locked[route] else {
        continue
      }
      isRuined[route] = round
      strings -= 1
      guard removeString(route, through: Int(state.positionOf[stop]), longest) else { return false }
    }
    return true
  }

  private mutating func removeString(_ route: Int, through position: Int, _ longest: Int) -> Bool {
    let first = state.locked[route] + 1
    let free = state.count[route] - state.locked[route]
    let length = 1 + generator.next(below: min(free, longest))
    var kept = 0
    if length > 1, length < free, generator.next(below: 100) < Self.splitPercent {
      kept = 1
      while length + kept < free, generator.next(below: 100) < Self.deeperSplitPercent { kept += 1 }
    }
    let span = length + kept
    let lowest = max(first, position - span + 1)
    let highest = min(position, state.count[route] - span + 1)
    let start = lowest + generator.next(below: highest - lowest + 1)
    var isLegal: Bool
    if kept == 0 {
      isLegal = remove(route, start, length)
    } else {
      let head = 1 + generator.next(below: length - 1)
      _ = remove(route, start + head + kept, length - head)
      isLegal = remove(route, start, head)
    }
    while !isLegal, state.count[route] > state.locked[route] {
      isLegal = remove(route, min(max(start, first), state.count[route]), 1)
    }
    return isLegal
  }

  private mutating func remove(_ route: Int, _ position: Int, _ length: Int) -> Bool {
    for index in position..<(position + length) { addCandidate(Int(state.sequence[state.at(route, index)])) }
    return state.remove(route: route, from: position, length: length)
  }

  mutating func addCandidate(_ stop: Int) {
    guard isCandidate[stop] != round, !state.isBarred[stop] else { return }
    isCandidate[stop] = round
    candidates.append(Int32(stop))
  }

  private mutating func addAbsent(around centre: Int) {
    if state.absentCount - candidates.count <= Self.absentTried {
      for index in 0..<state.absentCount { addCandidate(Int(state.absent[index])) }
      return
    }
    let limit = candidates.count + Self.absentTried / 2
    if state.routeOf[centre] < 0 { addCandidate(centre) }
    for rank in 0..<neighbours.count where candidates.count < limit {
      let stop = neighbours.of(centre, rank)
      if state.routeOf[stop] < 0 { addCandidate(stop) }
    }
    for _ in 0..<(Self.absentTried / 2) { addCandidate(Int(state.absent[generator.next(below: state.absentCount)])) }
  }

  private mutating func sortCandidates() {
    let model = state.model
    let choice = generator.next(below: hasPrizes ? 14 : 9)
    for candidate in candidates {
      let stop = Int(candidate)
      switch choice {
      case 0..<4: keys[stop] = generator.next(below: 1 << 30)
      case 4..<6: keys[stop] = Int(model.windows.lastClosing[stop] - model.windows.firstOpening[stop])
      case 6..<8: keys[stop] = -homeDistance[stop]
      case 8: keys[stop] = homeDistance[stop]
      case 9..<12: keys[stop] = -model.problem.stops[stop].prize
      default:
        // The paying ones first, but not always in the same order.
        keys[stop] = -model.problem.stops[stop].prize * (50 + generator.next(below: 100))
      }
    }
    candidates.sort { one, other in
      let first = Int(one)
      let second = Int(other)
      if hasRanks, rankKey[first] != rankKey[second] { return rankKey[first] > rankKey[second] }
      return keys[first] == keys[second] ? first < second : keys[first] < keys[second]
    }
  }
}
