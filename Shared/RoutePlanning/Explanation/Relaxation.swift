public import Contracts

/// A limit that would have to give way for a stop to be visited.
public enum Relaxation: Hashable, Sendable {
  /// The collector's shift ends so much later.
  case longerShift(by: Seconds)
  /// The stop's last window (and the time it is pinned to, if any) closes so much later.
  case laterClosing(stop: Int, by: Seconds)
  case moreStops(by: Int)
  case moreLoad(by: Int)
  case moreTravel(by: Seconds)
  case moreDistance(by: Metres)
  case longerDuration(by: Seconds)
  /// The collector has these skills, too.
  case skills(Skills)
  /// The stop is no longer pinned to another collector.
  case unpinned(stop: Int)
  /// The stop is worth so much more.
  case higherPrize(stop: Int, by: Int)

  /// A stable code for contracts and screens.
  public var code: String {
    switch self {
    case .longerShift: "longer_shift"
    case .laterClosing: "later_closing"
    case .moreStops: "more_stops"
    case .moreLoad: "more_load"
    case .moreTravel: "more_travel"
    case .moreDistance: "more_distance"
    case .longerDuration: "longer_duration"
    case .skills: "skills"
    case .unpinned: "unpinned"
    case .higherPrize: "higher_prize"
    }
  }

  /// By how much: seconds, metres, stops or units, as the case says; `nil` for what is either there or not.
  public var amount: Int? {
    switch self {
    case .longerShift(let by), .laterClosing(_, let by), .moreTravel(let by), .longerDuration(let by): by.value
    case .moreDistance(let by): by.value
    case .moreStops(let by), .moreLoad(let by), .higherPrize(_, let by): by
    case .skills, .unpinned: nil
    }
  }

  /// What it is to ask for this, in seconds: to compare relaxations of different kinds. A judgement, not a price.
  var effort: Int {
    switch self {
    case .longerShift(let by), .laterClosing(_, let by), .moreTravel(let by), .longerDuration(let by): by.value
    case .moreDistance(let by): by.value / 5
    case .moreStops(let by), .moreLoad(let by): 600 * by
    case .higherPrize(_, let by): by
    case .skills: 7_200
    case .unpinned: 14_400
    }
  }

  /// What gives way to a violation; `nil` when nothing that is listed here would help.
  init?(_ violation: RouteViolation) {
    switch violation {
    case .pinnedToAnother(let stop): self = .unpinned(stop: stop)
    case .skillMissing(_, let skills): self = .skills(skills)
    case .late(let stop, let by): self = .laterClosing(stop: stop, by: by)
    case .shiftExceeded(let by): self = .longerShift(by: by)
    case .maximumStops(let by): self = .moreStops(by: by)
    case .maximumLoad(let by): self = .moreLoad(by: by)
    case .maximumTravel(let by): self = .moreTravel(by: by)
    case .maximumDistance(let by): self = .moreDistance(by: by)
    case .maximumDuration(let by): self = .longerDuration(by: by)
    case .orderPinned, .unreachable, .breakMissed: return nil
    }
  }

  /// Moves the limit.
  func apply(to stops: inout [RoutingStop], _ collector: inout RoutingCollector) {
    switch self {
    case .longerShift(let by): collector.shift = Self.later(collector.shift, by)
    case .laterClosing(let stop, let by):
      if let last = stops[stop].windows.indices.max(by: { stops[stop].windows[$0].closes < stops[stop].windows[$1].closes }) {
        stops[stop].windows[last] = Self.later(stops[stop].windows[last], by)
      }
      stops[stop].pinnedTime = stops[stop].pinnedTime.map { Self.later($0, by) }
    case .moreStops(let by): collector.maximumStops = collector.maximumStops.map { $0 + by }
    case .moreLoad(let by): collector.maximumLoad = collector.maximumLoad.map { $0 + by }
    case .moreTravel(let by): collector.maximumTravel = collector.maximumTravel.map { Seconds($0.value + by.value) }
    case .moreDistance(let by): collector.maximumDistance = collector.maximumDistance.map { Metres($0.value + by.value) }
    case .longerDuration(let by): collector.maximumDuration = collector.maximumDuration.map { Seconds($0.value + by.value) }
    case .skills(let skills): collector.skills.formUnion(skills)
    case .unpinned(let stop): stops[stop].pinnedCollector = nil
    case .higherPrize(let stop, let by): stops[stop].prize += by
    }
  }

  private static func later(_ window: TimeWindow, _ by: Seconds) -> TimeWindow {
    TimeWindow(opens: window.opens, closes: Seconds(min(window.closes.value + by.value, RoutingProblem.maximumTime)))
  }

  /// The same words about the stops of another numbering.
  func renumbered(_ number: (Int) -> Int) -> Relaxation {
    switch self {
    case .laterClosing(let stop, let by): .laterClosing(stop: number(stop), by: by)
    case .unpinned(let stop): .unpinned(stop: number(stop))
    case .higherPrize(let stop, let by): .higherPrize(stop: number(stop), by: by)
    default: self
    }
  }
}

extension RoutingProblem {
  /// The same day with limits moved, for one collector: what an explanation says can be tried.
  /// - Throws: when a moved limit leaves the range of the model.
  public func relaxed(_ relaxations: [Relaxation], for collector: Int) throws(RoutingProblemError) -> RoutingProblem {
    var stops = stops
    var collectors = collectors
    for relaxation in relaxations { relaxation.apply(to: &stops, &collectors[collector]) }
    return try RoutingProblem(stops: stops, collectors: collectors, matrices: matrices, initialRoutes: initialRoutes)
  }
}
