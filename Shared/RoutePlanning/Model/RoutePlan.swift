public import Contracts

/// Who visits what, in which order and when, and why the rest is left out.
///
/// Every time is seconds since the plan's origin.
public struct RoutePlan: Hashable, Sendable {
  /// One for each collector, in the problem's order; a collector without visits stays at home.
  public let routes: [PlannedRoute]
  /// Ascending by stop.
  public let unassigned: [UnassignedStop]
  /// The sum of the prizes of the visited stops.
  public let prize: Int
  /// Travel, routes and affinities not kept, in prize units.
  public let cost: Int
  /// Search steps done, at most the budget's.
  public let iterations: Int

  package init(routes: [PlannedRoute], unassigned: [UnassignedStop], prize: Int, cost: Int, iterations: Int) {
    self.routes = routes
    self.unassigned = unassigned
    self.prize = prize
    self.cost = cost
    self.iterations = iterations
  }

  /// This plan as the starting point of another search or a revision. `locked` gives, per collector, how many first stops
  /// must stay (missing collectors: none).
  public func initialRoutes(locked: [Int: Int] = [:]) -> [InitialRoute] {
    routes.map { InitialRoute(stops: $0.visits.map(\.stop), locked: min(locked[$0.collector] ?? 0, $0.visits.count)) }
  }
}

/// One collector's day.
public struct PlannedRoute: Hashable, Sendable {
  public let collector: Int
  public let visits: [PlannedVisit]
  public let breaks: [PlannedBreak]
  /// The latest departure from the start that changes no visit; the shift's beginning when there is no visit.
  public let departure: Seconds
  /// Arrival at the end, or end of the last service or break.
  public let finish: Seconds
  public let travel: Seconds
  public let distance: Metres
  public let waiting: Seconds
  /// In prize units.
  public let cost: Int

  /// From departure to finish.
  public var duration: Seconds { Seconds(finish.value - departure.value) }

  package init(
    collector: Int, visits: [PlannedVisit], breaks: [PlannedBreak], departure: Seconds, finish: Seconds, travel: Seconds,
    distance: Metres, waiting: Seconds, cost: Int
  ) {
    self.collector = collector
    self.visits = visits
    self.breaks = breaks
    self.departure = departure
    self.finish = finish
    self.travel = travel
    self.distance = distance
    self.waiting = waiting
    self.cost = cost
  }
}

/// One visit: `arrival`, then `waiting`, then service from `start` to `departure`.
public struct PlannedVisit: Hashable, Sendable {
  public let stop: Int
  /// After the travel and the breaks taken on the way or at the door.
  public let arrival: Seconds
  public let start: Seconds
  public let departure: Seconds
  /// From the stop before, or from the start.
  public let travel: Seconds
  public let distance: Metres

  public var waiting: Seconds { Seconds(start.value - arrival.value) }

  package init(stop: Int, arrival: Seconds, start: Seconds, departure: Seconds, travel: Seconds, distance: Metres) {
    self.stop = stop
    self.arrival = arrival
    self.start = start
    self.departure = departure
    self.travel = travel
    self.distance = distance
  }
}

/// A break on the leg to visit number `before` (the count of visits when it is on the leg to the end).
public struct PlannedBreak: Hashable, Sendable {
  public let before: Int
  public let start: Seconds
  public let end: Seconds

  package init(before: Int, start: Seconds, end: Seconds) {
    self.before = before
    self.start = start
    self.end = end
  }
}
