/// Ruin and recreate under a falling temperature, again and again while the budget lasts; the best plan of all is kept.
final class Annealing {
  /// The caller's stop signal is asked once in so many steps.
  static let stepsBetweenStopChecks = 8
  /// The temperature is worked out once in so many steps.
  static let stepsBetweenTemperatures = 64
  /// Stamps of routes are counted from 1 again after so many steps: far from their end, and seldom enough to cost nothing.
  static let stepsBetweenForgetting = 1 << 16
  /// From this share of the budget on, in thousandths, the number of steps in the whole is known well enough.
  static let pilot = 20

  let state: RouteState
  let budget: SearchBudget
  let descent: LocalSearch
  var ruin: RuinAndRecreate
  private var acceptance: CoolingAcceptance
  private let exchange: Int
  private let onBest: (Int) -> Void
  /// What leaving out each stop costs in accepting a plan, whatever it is worth; empty where it costs what it is worth.
  var absencePrices: [Int] = []
  private(set) var best: RouteSnapshot
  /// The best plan since `forgetFound`.
  private(set) var found: RouteSnapshot
  private(set) var done = 0
  private var usedBefore = 0

  init(
    state: RouteState, budget: SearchBudget, descent: LocalSearch, neighbours: Neighbours, exchange: Int, best: RouteSnapshot,
    onBest: @escaping (Int) -> Void
  ) {
    self.state = state
    self.budget = budget
    self.descent = descent
    self.exchange = exchange
    self.best = best
    found = best
    self.onBest = onBest
    ruin = RuinAndRecreate(state: state, neighbours: neighbours, seed: budget.seed)
    acceptance = CoolingAcceptance(seed: budget.seed ^ 0xC001)
    usedBefore = elapsed
  }

  /// Whether prizes dwarf travel, so that they are played down.
  var isChoice: Bool { exchange > 1 }

  /// The share of the budget that is used up, in thousandths; 0 when unknown.
  var elapsed: Int {
    if let elapsed = budget.elapsed { return min(999, elapsed()) }
    return budget.iterations > 1 << 50 ? 0 : min(999, done * 1_000 / max(1, budget.iterations))
  }

  /// How many steps the budget allows in all, as far as that can be told; what was used up before the first step tells nothing.
  var whole: Int? {
    let now = elapsed
    let spent = now - usedBefore
    return spent >= Self.pilot && done > 0 ? done + done * (1_000 - now) / spent : nil
  }

  /// - Parameter temperature: for the number of steps done since the beginning of this cooling; `nil` at its end.
  /// - Returns: whether the budget is not used up.
  func cool(_ temperature: (Int) -> Int?) -> Bool {
    let begun = done
    while done < budget.iterations {
      if done % Self.stepsBetweenStopChecks == 0, budget.shouldStop() { return false }
      if (done - begun) % Self.stepsBetweenTemperatures == 0 {
        guard let now = temperature(done - begun) else { return true }
        acceptance.temperature = now
      }
      done += 1
      if done % Self.stepsBetweenForgetting == 0 { state.forgetInsertions() }
      step()
    }
    return false
  }

  private var priceOfAbsence: Int {
    if absencePrices.isEmpty { return state.missed / exchange }
    var sum = 0
    for index in 0..<state.absentCount { sum += absencePrices[Int(state.absent[index])] }
    return sum
  }

  private func step() {
    let current = state.routesCost + priceOfAbsence
    state.beginTrial()
    guard ruin.step(), acceptance.accepts(state.routesCost + priceOfAbsence, current: current) else {
      state.rollBack()
      return
    }
    state.commit()
    if state.objective < best.objective {
      descent.run(routes: state.touchedRoutes)
      keepBest()
    }
    if state.objective < found.objective { found.take(state) }
  }

  /// Begins to look for the best plan anew; the best of all stays.
  func forgetFound() { found.forget() }

  /// Leaves the best plan since `forgetFound` in the state, if it is better.
  func returnToFound() {
    if found.objective < state.objective { found.restore(state) }
  }

  /// Improves the present plan by all moves of the descent.
  func descend() {
    descent.run(shouldStop: budget.shouldStop)
    keepBest()
  }

  /// Puts a part of another plan into the present one, if that is legal.
  func cross(with other: RouteSnapshot) {
    state.beginTrial()
    if ruin.cross(with: other) { state.commit() } else { state.rollBack() }
    keepBest()
  }

  /// Leaves the best plan in the state.
  func returnToBest() {
    best.restore(state)
  }

  private func keepBest() {
    guard state.objective < best.objective else { return }
    best.take(state)
    onBest(done)
  }
}
