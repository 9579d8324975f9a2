/// Fills routes: rank by rank, always the stop that loses most when it does not get its best place now (regret insertion;
/// J.-Y. Potvin and J.-M. Rousseau, EJOR 66, 1993). For an optional stop the second-best place is at worst to leave it out,
/// so with one collector this takes the stop that pays best.
///
/// After an insertion only the changed route is looked at again: about stops x stops x (stops of a route).
struct RegretConstruction {
  let state: RouteState
  /// How many times its prize an optional stop may cost: above 1, far groups of stops are reached that only pay together.
  var optimism = 1

  private struct Candidate {
    let stop: Int
    var best = Insertion(delta: 0)
    var second = 0
  }

  func run() {
    for rank in ranks() { fill(rank) }
  }

  /// The absent stops, in groups of falling rank.
  private func ranks() -> [[Int]] {
    let stops = state.model.problem.stops
    var groups: [[Int]: [Int]] = [:]
    for index in 0..<state.absentCount {
      let stop = Int(state.absent[index])
      guard !state.isBarred[stop] else { continue }
      groups[[stops[stop].isPinned ? 1 : 0, stops[stop].priority], default: []].append(stop)
    }
    let keys = groups.keys.sorted { $0[0] == $1[0] ? $0[1] > $1[1] : $0[0] > $1[0] }
    return keys.map { groups[$0, default: []].sorted() }
  }

  private func fill(_ stops: [Int]) {
    let routes = state.routeCount
    guard routes > 0 else { return }
    var table = [Insertion](repeating: Insertion(delta: 0), count: stops.count * routes)
    var candidates = stops.map { Candidate(stop: $0) }
    for index in candidates.indices {
      for route in 0..<routes { table[index * routes + route] = place(candidates[index].stop, route) }
      rank(&candidates[index], table[(index * routes)..<((index + 1) * routes)])
    }
    var open = Array(candidates.indices)
    while let chosen = pick(&open, candidates) {
      let place = candidates[chosen].best
      state.insert(candidates[chosen].stop, at: place)
      open.removeAll { $0 == chosen }
      for index in open {
        table[index * routes + place.route] = self.place(candidates[index].stop, place.route)
        rank(&candidates[index], table[(index * routes)..<((index + 1) * routes)])
      }
    }
  }

  private func place(_ stop: Int, _ route: Int) -> Insertion {
    var best = Insertion(delta: state.model.worth(stop, optimism: optimism))
    state.findInsertion(of: stop, route: route, best: &best)
    return best
  }

  private func rank(_ candidate: inout Candidate, _ row: ArraySlice<Insertion>) {
    let weight = state.model.worth(candidate.stop, optimism: optimism)
    candidate.best = Insertion(delta: weight)
    candidate.second = weight
    for insertion in row where insertion.isFound {
      if insertion.delta < candidate.best.delta {
        candidate.second = candidate.best.delta
        candidate.best = insertion
      } else if insertion.delta < candidate.second {
        candidate.second = insertion.delta
      }
    }
  }

  /// The open candidate with the greatest regret, the farther one on a tie; drops those without a place.
  private func pick(_ open: inout [Int], _ candidates: [Candidate]) -> Int? {
    open.removeAll { !candidates[$0].best.isFound }
    return open.max { one, other in
      let first = candidates[one]
      let second = candidates[other]
      let regrets = (first.second - first.best.delta, second.second - second.best.delta)
      return regrets.0 == regrets.1 ? first.best.delta < second.best.delta : regrets.0 < regrets.1
    }
  }
}
