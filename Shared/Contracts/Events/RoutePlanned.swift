/// One collector's route of one day, newest version; a collector without stops has an empty one.
public struct RoutePlanned: VersionedEvent {
  public static let type = "route.planned"
  public static let topic = Topics.route
  public var key: RecordKey { RecordKey(collectorID, businessDate) }

  public var routeID: RouteID
  public var collectorID: StaffID
  public var zoneID: ZoneID?
  public var teamID: TeamID?
  public var businessDate: CalendarDate
  public var timeZone: String
  public var start: Coordinate
  public var end: Coordinate
  public var startsAt: Instant
  public var endsAt: Instant
  /// In the order of the visit.
  public var stops: [RouteStop]
  public var distanceMetres: Metres
  public var durationSeconds: Seconds
  /// Why this version exists.
  public var cause: RouteCause
  public var version: Int64
  public var plannedAt: Instant

  public init(
    routeID: RouteID, collectorID: StaffID, zoneID: ZoneID?, teamID: TeamID?, businessDate: CalendarDate, timeZone: String,
    start: Coordinate, end: Coordinate, startsAt: Instant, endsAt: Instant, stops: [RouteStop], distanceMetres: Metres,
    durationSeconds: Seconds, cause: RouteCause, version: Int64, plannedAt: Instant
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
    self.stops = stops
    self.distanceMetres = distanceMetres
    self.durationSeconds = durationSeconds
    self.cause = cause
    self.version = version
    self.plannedAt = plannedAt
  }

  private enum CodingKeys: String, CodingKey {
    case routeID = "route_id"
    case collectorID = "collector_id"
    case zoneID = "zone_id"
    case teamID = "team_id"
    case businessDate = "business_date"
    case timeZone = "time_zone"
    case start, end
    case startsAt = "starts_at"
    case endsAt = "ends_at"
    case stops
    case distanceMetres = "distance_metres"
    case durationSeconds = "duration_seconds"
    case cause, version
    case plannedAt = "planned_at"
  }
}

public enum RouteCause: String, Codable, CaseIterable, Sendable {
  case planned
  case paid
  case closed
  case visited
  case reassigned
  case manual
  case denied
}

/// A stop of a route: one debtor at one address.
public struct RouteStop: Codable, Equatable, Sendable {
  public var stopID: StopID
  /// From 1.
  public var sequence: Int
  public var taskIDs: [TaskID]
  public var debtorID: DebtorID
  public var accountIDs: [AccountID]
  public var addressID: AddressID
  public var location: Coordinate
  public var arrivesAt: Instant
  /// When the visit may begin: arrival or the opening of the legal window.
  public var startsAt: Instant
  public var departsAt: Instant
  public var priority: Int
  public var amountMinor: Int64
  public var currency: Currency
  public var status: StopStatus

  public init(
    stopID: StopID, sequence: Int, taskIDs: [TaskID], debtorID: DebtorID, accountIDs: [AccountID], addressID: AddressID,
    location: Coordinate, arrivesAt: Instant, startsAt: Instant, departsAt: Instant, priority: Int, amountMinor: Int64,
    currency: Currency, status: StopStatus
  ) {
    self.stopID = stopID
    self.sequence = sequence
    self.taskIDs = taskIDs
    self.debtorID = debtorID
    self.accountIDs = accountIDs
    self.addressID = addressID
    self.location = location
    self.arrivesAt = arrivesAt
    self.startsAt = startsAt
    self.departsAt = departsAt
    self.priority = priority
    self.amountMinor = amountMinor
    self.currency = currency
    self.status = status
  }

  private enum CodingKeys: String, CodingKey {
    case stopID = "stop_id"
    case sequence
    case taskIDs = "task_ids"
    case debtorID = "debtor_id"
    case accountIDs = "account_ids"
    case addressID = "address_id"
    case location
    case arrivesAt = "arrives_at"
    case startsAt = "starts_at"
    case departsAt = "departs_at"
    case priority
    case amountMinor = "amount_minor"
    case currency, status
  }
}

public enum StopStatus: String, Codable, CaseIterable, Sendable {
  case planned
  case visited
  case skipped
}
