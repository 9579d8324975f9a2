/// How long a search may go on, and how it is watched. The solver has no clock: the caller ends it by count, through `shouldStop`, or both.
///
/// The search accepts ever smaller losses as it goes on. Where the number of iterations is known and will be used up
/// (`init(for:seed:)` gives a good one), that is paced by it; else, with `iterations` of `Int.max`, by `elapsed` where it is given, and
/// by the number of steps done where it is not, so that such a search may be stopped at any time.
///
/// With the same problem, seed, threads and iterations, no `elapsed`, and a `shouldStop` that stays false, the plan is the same on
/// every machine.
public struct SearchBudget: Sendable {
  public var iterations: Int
  public var seed: UInt64
  /// How many cores the search may use; more than one search for themselves from different seeds, and the best plan is taken.
  public var threads: Int
  /// Asked every few steps, from the search's threads; once true, the best plan so far is returned within milliseconds.
  public var shouldStop: @Sendable () -> Bool
  /// The share of the caller's time that is used up, in thousandths; asked now and then from the search's threads.
  public var elapsed: (@Sendable () -> Int)?
  /// Called with each new best plan, from the search's threads, but never by two at once. The search waits for its return.
  public var onProgress: (@Sendable (SearchProgress) -> Void)?

  public init(
    iterations: Int, seed: UInt64 = 1, threads: Int = 1, shouldStop: @escaping @Sendable () -> Bool = { false },
    elapsed: (@Sendable () -> Int)? = nil, onProgress: (@Sendable (SearchProgress) -> Void)? = nil
  ) {
    self.iterations = iterations
    self.seed = seed
    self.threads = max(1, threads)
    self.shouldStop = shouldStop
    self.elapsed = elapsed
    self.onProgress = onProgress
  }

  /// Enough for a good plan: 50 ms for a collector with 60 stops, half a second for 20 with 400, on one core of 2026.
  public init(for problem: RoutingProblem, seed: UInt64 = 1, shouldStop: @escaping @Sendable () -> Bool = { false }) {
    self.init(iterations: max(1_000, 50 * problem.stops.count), seed: seed, shouldStop: shouldStop)
  }
}
