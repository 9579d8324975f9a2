public import Contracts

/// What makes one collector's order of stops illegal.
public enum RouteViolation: Hashable, Sendable {
  /// The stop is pinned to another collector.
  case pinnedToAnother(stop: Int)
  case skillMissing(stop: Int, Skills)
  /// The stop is pinned first or last, and stands behind or before one that is not.
  case orderPinned(stop: Int)
  /// There is no way to the stop from what comes before it (`nil`: to the end).
  case unreachable(stop: Int?)
  /// The collector arrives so much after the last window; with what follows reckoned as if she had been in time.
  case late(stop: Int, by: Seconds)
  /// The route ends so much after the shift.
  case shiftExceeded(by: Seconds)
  /// No order of visits and breaks keeps the times of the breaks, though the visits alone would keep theirs.
  case breakMissed
  case maximumStops(by: Int)
  case maximumLoad(by: Int)
  case maximumTravel(by: Seconds)
  case maximumDistance(by: Metres)
  case maximumDuration(by: Seconds)

  /// For machines, lower snake case.
  public var code: String {
    switch self {
    case .pinnedToAnother: "pinned_to_another"
    case .skillMissing: "skill_missing"
    case .orderPinned: "order_pinned"
    case .unreachable: "unreachable"
    case .late: "late"
    case .shiftExceeded: "shift_exceeded"
    case .breakMissed: "break_missed"
    case .maximumStops: "maximum_stops"
    case .maximumLoad: "maximum_load"
    case .maximumTravel: "maximum_travel"
    case .maximumDistance: "maximum_distance"
    case .maximumDuration: "maximum_duration"
    }
  }
}

/// One order of stops for one collector, judged.
public struct RouteEvaluation: Hashable, Sendable {
  /// Empty when the order is legal.
  public let violations: [RouteViolation]
  /// Times and sums; `nil` when times cannot be kept.
  public let route: PlannedRoute?
  /// In prize units, whether legal or not.
  public let cost: Int

  public var isLegal: Bool { violations.isEmpty }

  package init(violations: [RouteViolation], route: PlannedRoute?, cost: Int) {
    self.violations = violations
    self.route = route
    self.cost = cost
  }
}
