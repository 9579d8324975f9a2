/// How long a search may go on. The solver has no clock: the caller stops it by count or through `shouldStop`.
///
/// The search accepts less and less as the iterations run out, so ask for as many as there is time for (`init(for:seed:)` gives a good
/// number) and keep `shouldStop` for emergencies: a search cut short is legal, but not as good as a short one run to its end.
///
/// With the same problem, seed and iterations, and a `shouldStop` that stays false, the plan is the same on every machine.
public struct SearchBudget: Sendable {
  public var iterations: Int
  public var seed: UInt64
  /// Asked now and then from the search's own thread; once true, the best plan so far is returned.
  public var shouldStop: @Sendable () -> Bool

  public init(iterations: Int, seed: UInt64 = 1, shouldStop: @escaping @Sendable () -> Bool = { false }) {
    self.iterations = iterations
    self.seed = seed
    self.shouldStop = shouldStop
  }

  /// Enough for a good plan: 50 ms for a collector with 60 stops, half a second for 20 with 400, on one core of 2026.
  public init(for problem: RoutingProblem, seed: UInt64 = 1, shouldStop: @escaping @Sendable () -> Bool = { false }) {
    self.init(iterations: max(1_000, 50 * problem.stops.count), seed: seed, shouldStop: shouldStop)
  }
}
