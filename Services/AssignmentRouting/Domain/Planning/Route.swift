package import Contracts
package import RoutePlanning

/// One collector's route of one day.
package struct Route: Sendable, Equatable {
  package var routeID: RouteID
  package var collectorID: StaffID
  package var zoneID: ZoneID
  package var teamID: TeamID?
  package var businessDate: CalendarDate
  package var timeZone: String
  package var start: Coordinate
  package var end: Coordinate
  package var startsAt: Instant
  package var endsAt: Instant
  /// In their order.
  package var visits: [RouteVisit]
  package var distance: Metres
  package var duration: Seconds

  package init(
    routeID: RouteID, collectorID: StaffID, zoneID: ZoneID, teamID: TeamID?, businessDate: CalendarDate, timeZone: String,
    start: Coordinate, end: Coordinate, startsAt: Instant, endsAt: Instant, visits: [RouteVisit], distance: Metres, duration: Seconds
  ) {
    self.routeID = routeID
    self.collectorID = collectorID
    self.zoneID = zoneID
    self.teamID = teamID
    self.businessDate = businessDate
    self.timeZone = timeZone
    self.start = start
    self.end = end
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.visits = visits
    self.distance = distance
    self.duration = duration
  }

  /// Start, visits, end: the places of the matrix that times are computed with.
  package var places: [Coordinate] { [start] + visits.map(\.location) + [end] }
}

/// A stop of a route.
package struct RouteVisit: Sendable, Equatable {
  package var stopID: StopID
  package var debtorID: DebtorID
  package var addressID: AddressID
  package var location: Coordinate
  package var taskIDs: [TaskID]
  package var accountIDs: [AccountID]
  package var windows: [ServiceWindow]
  package var service: Seconds
  package var arrivesAt: Instant
  package var startsAt: Instant
  package var departsAt: Instant
  package var priority: Int
  package var amountMinor: Int64
  package var currency: Currency
  package var score: StopScore
  package var status: StopStatus

  package init(
    stopID: StopID, debtorID: DebtorID, addressID: AddressID, location: Coordinate, taskIDs: [TaskID], accountIDs: [AccountID],
    windows: [ServiceWindow], service: Seconds, arrivesAt: Instant, startsAt: Instant, departsAt: Instant, priority: Int,
    amountMinor: Int64, currency: Currency, score: StopScore, status: StopStatus
  ) {
    self.stopID = stopID
    self.debtorID = debtorID
    self.addressID = addressID
    self.location = location
    self.taskIDs = taskIDs
    self.accountIDs = accountIDs
    self.windows = windows
    self.service = service
    self.arrivesAt = arrivesAt
    self.startsAt = startsAt
    self.departsAt = departsAt
    self.priority = priority
    self.amountMinor = amountMinor
    self.currency = currency
    self.score = score
    self.status = status
  }
}

extension Route {
  /// Takes stops out.
  ///
  /// - Returns: the position of the first one that left; from there on times have to be computed again. `nil` when none was there.
  package mutating func remove(_ stops: Set<StopID>) -> Int? {
    let first = visits.firstIndex { stops.contains($0.stopID) }
    visits.removeAll { stops.contains($0.stopID) }
    return first
  }

  /// Computes arrival and begin of the stops from `position` on, and the route's length. Nobody is reordered.
  ///
  /// Without a stop on the way nobody arrives later than before, so every begin stays legal. A stop that no window would take (another
  /// speed has been configured meanwhile) keeps its hours, which were legal when they were planned.
  ///
  /// - Parameters:
  ///   - travel: between ``places``; a way that is missing since a stop has left counts nothing.
  ///   - origin: second 0 of the travel's changes.
  package mutating func retime(from position: Int, with travel: DayTravel, origin: Instant) {
    var clock = position == 0 ? startsAt : visits[position - 1].departsAt
    for index in visits.indices.dropFirst(position) {
      let way = travel.seconds(from: index, to: index + 1, departure: clock.seconds(since: origin))
      let arrival = clock.advanced(by: way)
      if visits[index].status == .planned, let window = visits[index].windows.first(where: { arrival <= $0.closes }) {
        visits[index].arrivesAt = arrival
        visits[index].startsAt = max(arrival, window.opens)
        visits[index].departsAt = visits[index].startsAt.advanced(by: visits[index].service)
      }
      clock = visits[index].departsAt
    }
    measure(with: travel, origin: origin)
  }

  /// Distance, end and duration as they follow from the stops.
  package mutating func measure(with travel: DayTravel, origin: Instant) {
    guard let last = visits.last else {
      distance = Metres(0)
      endsAt = startsAt
      duration = Seconds(0)
      return
    }
    let matrix = travel.matrix
    distance = Metres((0...visits.count).reduce(0) { $0 + max(0, Int(matrix.metres[$1 * matrix.size + $1 + 1])) })
    let home = travel.seconds(from: visits.count, to: visits.count + 1, departure: last.departsAt.seconds(since: origin))
    endsAt = last.departsAt.advanced(by: home)
    duration = endsAt.seconds(since: startsAt)
  }
}

extension RouteVisit {
  /// What one task brings to a stop.
  package struct Work: Sendable {
    package let accountID: AccountID
    package let amountMinor: Int64
    package let priority: Int

    package init(accountID: AccountID, amountMinor: Int64, priority: Int) {
      self.accountID = accountID
      self.amountMinor = amountMinor
      self.priority = priority
    }
  }

  /// With some of its tasks only; `nil` without any of them.
  package func narrowed(to own: [TaskID: Work]) -> RouteVisit? {
    let kept = taskIDs.filter { own[$0] != nil }
    if kept.count == taskIDs.count { return self }
    let work = kept.compactMap { own[$0] }
    guard !work.isEmpty else { return nil }
    var visit = self
    visit.taskIDs = kept
    visit.accountIDs = Set(work.map(\.accountID)).sorted()
    visit.amountMinor = work.reduce(0) { $0 + $1.amountMinor }
    visit.priority = work.map(\.priority).max() ?? 0
    visit.score = score.ofDebtor
    return visit
  }
}
