/// Plans the collectors' day. Pure: no input or output, no clock, the same answer for the same arguments.
///
/// Objective, in this order: nothing illegal; pinned stops served; stops of higher priority served; prizes less costs.
/// Both calls are bound to the processor and do not return before they are done: keep them off latency-sensitive executors.
public protocol RoutePlanner: Sendable {
  /// Plans from `problem.initialRoutes` (or from nothing). Never worse than those routes when they are legal.
  func plan(_ problem: RoutingProblem, budget: SearchBudget) -> RoutePlan

  /// Changes a running day in about a millisecond: `problem.initialRoutes` is the plan in force.
  ///
  /// `withdrawn` stops leave and everything else keeps collector and order. What can no longer be served legally (the collector
  /// is late) leaves too, the least valuable first. `inserted` stops, and those that had to leave, are then put where they are
  /// cheapest behind the locked beginnings; for an inserted stop that fits nowhere, one less valuable stop makes room.
  /// Other stops stay as they are, in or out.
  func revise(_ problem: RoutingProblem, withdrawn: Set<Int>, inserted: Set<Int>) -> RoutePlan
}
