/// Where the search starts for one collector: the plan in force, or a beginning that must not change.
public struct InitialRoute: Hashable, Sendable {
  /// In the order of the visits.
  public var stops: [Int]
  /// The first so many of `stops` are kept first, in this order, by this collector. What can no longer be served legally
  /// is left out even here, with its reason.
  public var locked: Int

  public init(stops: [Int] = [], locked: Int = 0) {
    self.stops = stops
    self.locked = locked
  }
}
