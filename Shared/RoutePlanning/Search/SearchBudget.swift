/// How long a search may go on. The solver has no clock: the caller stops it by count or through `shouldStop`.
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
}
