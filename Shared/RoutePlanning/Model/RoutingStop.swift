public import Contracts

/// One place to visit, once, by one collector. Stops are known by their position in `RoutingProblem.stops`.
public struct RoutingStop: Hashable, Sendable {
  /// Row and column of the travel matrices. Several stops may share a place.
  public var place: Int
  /// When service may begin, in any order, overlapping or not; empty means at any time.
  public var windows: [TimeWindow]
  /// How long the visit takes.
  public var service: Seconds
  /// What visiting earns, in the units of the collectors' travel costs. A stop of priority 0 is left out when it costs more than this.
  public var prize: Int
  /// A stop is never given up for any number of stops of lower priority, nor for any saving of travel. 0 is the ordinary priority.
  public var priority: Int
  /// What the collector must be able to do.
  public var skills: Skills
  /// What the stop takes of a collector's `maximumLoad` (cash to carry, parcels, points); 0 when nothing.
  public var load: Int
  /// The only collector who may serve the stop. A stop pinned in any way comes before every priority.
  public var pinnedCollector: Int?
  /// When service must begin, besides lying in one of the windows: what was promised to the debtor.
  public var pinnedTime: TimeWindow?
  /// Whether the stop comes at the beginning or at the end of its route.
  public var pinnedOrder: PinnedOrder?
  /// The collector who should serve the stop, and what it costs (in prize units) when another one does.
  public var affinity: Affinity?

  public init(
    place: Int, windows: [TimeWindow] = [], service: Seconds = Seconds(0), prize: Int = 0, priority: Int = 0, skills: Skills = [],
    load: Int = 0, pinnedCollector: Int? = nil, pinnedTime: TimeWindow? = nil, pinnedOrder: PinnedOrder? = nil, affinity: Affinity? = nil
  ) {
    self.place = place
    self.windows = windows
    self.service = service
    self.prize = prize
    self.priority = priority
    self.skills = skills
    self.load = load
    self.pinnedCollector = pinnedCollector
    self.pinnedTime = pinnedTime
    self.pinnedOrder = pinnedOrder
    self.affinity = affinity
  }

  public var isPinned: Bool { pinnedCollector != nil || pinnedTime != nil || pinnedOrder != nil }

  /// When service may begin: the windows, cut to the pinned time. Empty means at any time.
  public var openings: [TimeWindow] {
    guard let pinnedTime else { return windows }
    guard !windows.isEmpty else { return [pinnedTime] }
    return windows.compactMap { window in
      let opens = max(window.opens, pinnedTime.opens)
      let closes = min(window.closes, pinnedTime.closes)
      return opens <= closes ? TimeWindow(opens: opens, closes: closes) : nil
    }
  }
}

/// A place in the order of a route that is given from outside.
public enum PinnedOrder: String, Hashable, Sendable, Codable {
  /// Before every stop that is not pinned first, except those of a locked beginning.
  case first
  /// After every stop that is not pinned last.
  case last
}

/// A wish, not a rule: "her" collector serves the stop, unless that costs more than `cost`.
public struct Affinity: Hashable, Sendable {
  public var collector: Int
  public var cost: Int

  public init(collector: Int, cost: Int) {
    self.collector = collector
    self.cost = cost
  }
}
