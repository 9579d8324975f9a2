/// How a budget is spent on ruin and recreate: on one cooling where it is short; else, for large plans, on one cooling and then on the plan's
/// regions, and for others on some coolings from the first temperature, whose plans are then crossed with each other again and again, each
/// child being cooled from a low temperature. One long cooling gets stuck in one valley; what two good plans have in common survives their
/// crossing, and the search is spent on where they differ.
struct Evolution {
  /// The first temperature of a cooling from scratch, and of a child's, in thousandths of a mean leg.
  static let hot = 3_000
  static let warm = 300
  /// A cooling from scratch takes at least so many steps for each stop, a child's so many.
  static let hotStepsPerStop = 1_500
  /// Where prizes dwarf travel, in small problems: which stops are chosen depends more on the valley than on how long one is searched.
  static let hotStepsPerChoice = 150
  static let warmStepsPerStop = 200
  /// The share of the budget for the coolings from scratch, in thousandths, if it allows for at least two of them (of large plans, one).
  static let hotShare = 400
  static let mostPlans = 6

  private let annealing: Annealing
  private let meanLeg: Int
  private let stops: Int
  private var generator: SeededGenerator
  private var elite: [RouteSnapshot] = []

  init(annealing: Annealing, meanLeg: Int, seed: UInt64) {
    self.annealing = annealing
    self.meanLeg = meanLeg
    stops = annealing.state.stopCount
    generator = SeededGenerator(seed: seed ^ 0xE117E)
  }

  mutating func run() {
    var coolings = 0
    repeat {
      guard cool(Self.hot, length: hotSteps) else { return }
      keep()
      coolings += 1
    } while coolings < parents(annealing.whole ?? 0)
    if isLarge { improveByRegions() } else { breed() }
  }

  private mutating func breed() {
    while true {
      cross()
      guard cool(Self.warm, length: { _ in stops * Self.warmStepsPerStop }) else { return }
      keep()
    }
  }

  private mutating func improveByRegions() {
    var regions = RegionSearch(annealing: annealing, meanLeg: meanLeg, seed: generator.next())
    while regions.step() {}
  }

  private var stepsPerStop: Int { annealing.isChoice && !isLarge ? Self.hotStepsPerChoice : Self.hotStepsPerStop }

  private var isLarge: Bool { stops >= RegionSearch.fewestStops }

  /// With how many plans from scratch a budget of so many steps begins.
  private func parents(_ whole: Int) -> Int {
    isLarge ? 1 : max(1, min(Self.mostPlans, whole / 1_000 * Self.hotShare / (stops * stepsPerStop)))
  }

  /// All steps go to one cooling where they do not suffice for those from scratch.
  private func hotSteps(_ whole: Int) -> Int {
    let share = whole / 1_000 * Self.hotShare
    let isShort = share < stops * stepsPerStop * (isLarge ? 1 : 2)
    return isShort ? whole : share / parents(whole)
  }

  /// - Returns: whether the budget is not used up.
  private func cool(_ legPermille: Int, length: (_ whole: Int) -> Int) -> Bool {
    let cooling = Cooling(legPermille: legPermille, meanLeg: meanLeg, stops: stops)
    return annealing.cool { steps in
      guard let whole = annealing.whole else { return cooling.temperature(after: steps, length: nil, left: 0) }
      let length = length(whole)
      guard steps < length else { return nil }
      // Until then it may still be the plan that it began with.
      if 2 * steps < length { annealing.forgetFound() }
      return cooling.temperature(after: steps, length: length, left: max(1, min(length - steps, whole - annealing.done)))
    }
  }

  /// Keeps the best plan of a cooling's second half, if it is among the best and not known yet.
  private mutating func keep() {
    annealing.returnToFound()
    annealing.descend()
    let plan = RouteSnapshot(of: annealing.state)
    guard !elite.contains(where: { $0.objective == plan.objective }) else { return }
    guard elite.count == Self.mostPlans else { return elite.append(plan) }
    let worst = elite.indices.max { elite[$0].objective < elite[$1].objective } ?? 0
    if plan.objective < elite[worst].objective { elite[worst] = plan }
  }

  private mutating func cross() {
    let one = generator.next(below: elite.count)
    elite[one].restore(annealing.state)
    guard elite.count > 1 else { return }
    let other = generator.next(below: elite.count - 1)
    annealing.cross(with: elite[other < one ? other : other + 1])
  }
}
