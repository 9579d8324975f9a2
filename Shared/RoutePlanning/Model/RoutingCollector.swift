public import Contracts

/// One collector's day. Collectors are known by their position in `RoutingProblem.collectors`.
///
/// To plan the rest of a running day, `start` is where the collector is and the shift begins now; stops already visited
/// are not part of the problem, and `maximumStops` is what is left of it.
public struct RoutingCollector: Hashable, Sendable {
  /// Where the route begins.
  public var start: Int
  /// Where the route must end within the shift; `nil` when it ends at the last stop.
  public var end: Int?
  /// Leaving `start`, every service, every break and the arrival at `end` lie within the shift.
  public var shift: TimeWindow
  /// In the order of the day. A break is owed only by a route that is still under way (or not yet back) when the break must begin.
  public var breaks: [CollectorBreak]
  public var maximumStops: Int?
  public var maximumTravel: Seconds?
  public var maximumDistance: Metres?
  public var maximumLoad: Int?
  /// From departure to finish, leaving as late as the earliest finish allows.
  public var maximumDuration: Seconds?
  /// Stops beyond this many cost `costs.perStopBeyondShare` each: the wish that work is spread evenly.
  public var fairShare: Int?
  public var skills: Skills
  /// Which of the problem's travel matrices holds for this collector (on foot, by motorcycle ...).
  public var matrix: Int
  /// Other matrices from certain times of departure on, ascending; before the first of them `matrix` holds. They decide how long
  /// a leg takes; costs and the limits of travel are measured by `matrix`, and what is missing there is missing all day. Setting off is put off when that means arriving sooner.
  public var matrixByTime: [TimedMatrix]
  public var costs: TravelCosts

  public init(
    start: Int, end: Int?, shift: TimeWindow, breaks: [CollectorBreak] = [], maximumStops: Int? = nil, maximumTravel: Seconds? = nil,
    maximumDistance: Metres? = nil, maximumLoad: Int? = nil, maximumDuration: Seconds? = nil, fairShare: Int? = nil, skills: Skills = [],
    matrix: Int = 0, matrixByTime: [TimedMatrix] = [], costs: TravelCosts = TravelCosts()
  ) {
    self.start = start
    self.end = end
    self.shift = shift
    self.breaks = breaks
    self.maximumStops = maximumStops
    self.maximumTravel = maximumTravel
    self.maximumDistance = maximumDistance
    self.maximumLoad = maximumLoad
    self.maximumDuration = maximumDuration
    self.fairShare = fairShare
    self.skills = skills
    self.matrix = matrix
    self.matrixByTime = matrixByTime
    self.costs = costs
  }
}

/// A pause of `duration` that begins between `earliest` and `latest`, after one service and before the next.
/// It may be taken on the road: the collector stops, pauses, and travels on.
public struct CollectorBreak: Hashable, Sendable {
  public var earliest: Seconds
  public var latest: Seconds
  public var duration: Seconds

  public init(earliest: Seconds, latest: Seconds, duration: Seconds) {
    self.earliest = earliest
    self.latest = latest
    self.duration = duration
  }
}

/// What travelling costs, in the units of the stops' prizes.
public struct TravelCosts: Hashable, Sendable {
  public var perSecond: Int
  public var perMetre: Int
  /// Once, when the collector goes out at all.
  public var perRoute: Int
  /// For each stop beyond the collector's `fairShare`.
  public var perStopBeyondShare: Int

  public init(perSecond: Int = 1, perMetre: Int = 0, perRoute: Int = 0, perStopBeyondShare: Int = 0) {
    self.perSecond = perSecond
    self.perMetre = perMetre
    self.perRoute = perRoute
    self.perStopBeyondShare = perStopBeyondShare
  }
}

/// Departures at `from` or later travel by this matrix.
public struct TimedMatrix: Hashable, Sendable {
  public var from: Seconds
  public var matrix: Int

  public init(from: Seconds, matrix: Int) {
    self.from = from
    self.matrix = matrix
  }
}
