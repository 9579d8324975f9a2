/// The shortest tour of one collector whom no time holds back: iterated Lin-Kernighan.
///
/// A descent fixes one node and exchanges legs step by step (`TourStep`), as long as the sum of what was removed less what was added stays
/// positive, until closing the path makes the tour shorter (S. Lin and B. W. Kernighan, Operations Research 21, 1973; D. S. Johnson and
/// L. A. McGeoch, "The traveling salesman problem: a case study", 1997). Between descents a kick swaps two short neighbouring parts of the
/// tour (a double bridge) and is taken back with all that followed when the tour has become too much longer (O. Martin, S. W. Otto and E. W.
/// Felten, "Large-step Markov chains for the traveling salesman problem", Complex Systems 5, 1991).
final class TourSearch {
  static let smallest = 12
  static let longestPart = 50
  /// The stop signal is asked and the temperature worked out once in so many kicks.
  private static let kicksBetweenStopChecks = 64
  /// The first temperature in thousandths of a mean leg; it falls to nothing.
  private static let warm = 400

  private let state: RouteState
  private let nodes: [Int32]
  let size: Int
  let legs: TourLegs
  let tour: Tour
  /// Nodes whose legs are to be looked at.
  let queue: NodeStack
  /// Nodes whose legs the present deeper move changes.
  let touched: NodeStack
  private var length = 0
  private let best: Cells
  private var bestLength = Int.max
  private var shownLength = Int.max
  var generator: SeededGenerator
  private var acceptance: CoolingAcceptance
  private let arena = Arena()

  /// One collector, symmetric travel, the end where the start is, everything must be visited, and neither windows, breaks, pins to the
  /// order nor limits.
  static func suits(_ state: RouteState) -> Bool {
    let (model, problem) = (state.model, state.model.problem)
    guard problem.collectors.count == 1, state.states == 1, model.timed == nil, state.locked[0] == 0, state.absentCount == 0 else {
      return false
    }
    guard model.nodes.cost == model.nodes.costTransposed, model.nodes.startNode[0] == model.nodes.endNode[0], !model.isTravelLimited[0]
    else { return false }
    return state.stopCount >= smallest
      && problem.stops.allSatisfy { $0.priority > 0 && $0.openings.isEmpty && $0.pinnedOrder == nil }
  }

  /// Begins with the order that the state has.
  init(state: RouteState, seed: UInt64) {
    self.state = state
    let matrices = state.model.nodes
    nodes = [matrices.startNode[0]] + state.stops(of: 0).map { Int32($0) }
    size = nodes.count
    legs = TourLegs(nodes, table: matrices.cost + matrices.layer[0], width: state.width)
    tour = Tour(order: (0..<Int32(size)).map { $0 })
    queue = NodeStack(size)
    touched = NodeStack(size)
    best = arena.make(size, filledWith: 0)
    generator = SeededGenerator(seed: seed ^ 0x7005)
    acceptance = CoolingAcceptance(seed: seed ^ 0xC002)
    length = lengthOfTour
  }

  /// - Returns: kicks done. The best tour is in the state, if it is legal there.
  func run(_ budget: SearchBudget, onBest: (Int) -> Void) -> Int {
    for node in (0..<size).reversed() { queue.push(node) }
    length -= descend(budget)
    keepBest()
    show(0, onBest)
    var done = 0
    while done < budget.iterations {
      if done % Self.kicksBetweenStopChecks == 0 {
        if budget.shouldStop() { break }
        acceptance.temperature = temperature(budget, done)
      }
      done += 1
      step()
      // Every so often what was gained is shown; rarely enough to cost nothing.
      if done % (16 * size) == 0 { show(done, onBest) }
    }
    show(done, onBest)
    return done
  }

  private func step() {
    tour.forgetTurns()
    let change = kick() - descend(nil)
    guard acceptance.accepts(change, current: 0) else { return tour.takeBack(to: 0) }
    length += change
    assert(length == lengthOfTour, "a step's gain is wrong")
    keepBest()
  }

  private func keepBest() {
    guard length < bestLength else { return }
    bestLength = length
    best.update(from: tour.order, count: size)
  }

  /// Nothing where it is not known how far the search has come.
  private func temperature(_ budget: SearchBudget, _ done: Int) -> Int {
    var elapsed = 1_000
    if let share = budget.elapsed {
      elapsed = min(1_000, share())
    } else if budget.iterations < 1 << 50 {
      elapsed = done * 1_000 / budget.iterations
    }
    return length / size * Self.warm * (1_000 - elapsed) / 1_000_000
  }

  /// Puts the best tour into the state.
  private func show(_ done: Int, _ onBest: (Int) -> Void) {
    guard bestLength < shownLength else { return }
    shownLength = bestLength
    let before = RouteSnapshot(of: state)
    let start = (0..<size).first { best[$0] == 0 } ?? 0
    let order = (1..<size).map { nodes[Int(best[(start + $0) % size])] }
    guard state.replace(route: 0, with: order), state.objective < before.objective else { return before.restore(state) }
    onBest(done)
  }

  private var lengthOfTour: Int {
    (0..<size).reduce(0) { $0 + legs.leg(Int(tour.order[$1]), Int(tour.order[($1 + 1) % size])) }
  }
}
