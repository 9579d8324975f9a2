/// A stop that nobody visits, and why: true for the plan it comes with, collector by collector.
public struct UnassignedStop: Hashable, Sendable {
  public let stop: Int
  /// The reason of the collector who came closest to serving the stop.
  public let summary: UnassignedReason
  /// One for each collector, in the problem's order.
  public let reasons: [UnassignedReason]

  package init(stop: Int, summary: UnassignedReason, reasons: [UnassignedReason]) {
    self.stop = stop
    self.summary = summary
    self.reasons = reasons
  }
}

/// Why one collector does not serve a stop. What the collector could not do even on a day without other stops comes before
/// what only the present route forbids.
public enum UnassignedReason: Hashable, Sendable {
  /// The stop was taken out of the day (paid, cancelled).
  case withdrawn
  /// The problem has no collector.
  case noCollector
  /// The stop is pinned to another collector.
  case pinnedToAnother
  /// The collector lacks these of the stop's skills.
  case skillMissing(Skills)
  /// There is no way to the stop, or none on from it, from anywhere on the collector's route.
  case unreachable
  /// Wherever it is put into the route, the collector arrives after the last window.
  case outsideWindows
  /// Even alone, the stop cannot be served with its travel and breaks within the shift.
  case shiftTooShort
  /// The route would pass the collector's maximum travel time or distance.
  case travelLimit
  /// The route already has the collector's maximum of stops.
  case maximumStops
  /// The stop does not fit in the collector's remaining load.
  case maximumLoad
  /// It could be served, but wherever it is put, a later stop, a break or the end of the shift is missed.
  case noTimeLeft
  /// The cheapest legal place costs `by` more than the stop is worth (0: exactly as much).
  case costsMoreThanPrize(by: Int)
  /// A revision was not asked to insert it, although this collector has a legal place for it that pays.
  case notRequested

  /// A stable code for contracts and screens.
  public var code: String {
    switch self {
    case .withdrawn: "withdrawn"
    case .noCollector: "no_collector"
    case .pinnedToAnother: "pinned_to_another"
    case .skillMissing: "skill_missing"
    case .unreachable: "unreachable"
    case .outsideWindows: "outside_windows"
    case .shiftTooShort: "shift_too_short"
    case .travelLimit: "travel_limit"
    case .maximumStops: "maximum_stops"
    case .maximumLoad: "maximum_load"
    case .noTimeLeft: "no_time_left"
    case .costsMoreThanPrize: "costs_more_than_prize"
    case .notRequested: "not_requested"
    }
  }
}
