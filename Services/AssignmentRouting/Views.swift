import Contracts
import Messaging
import Postgres

/// A collector as screens see one.
struct CollectorView: Encodable, Sendable {
  let collector: Collector
  let debtors: Int

  init(_ collector: Collector, debtors: Int) {
    self.collector = collector
    self.debtors = debtors
  }

  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case fullName = "full_name"
    case teamID = "team_id"
    case zoneCodes = "zone_codes"
    case city, home
    case timeZone = "time_zone"
    case shiftStartsMinute = "shift_starts_minute"
    case shiftEndsMinute = "shift_ends_minute"
    case maximumStops = "maximum_stops"
    case active, debtors, skills
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(collector.collectorID, forKey: .collectorID)
    try container.encode(collector.fullName, forKey: .fullName)
    try container.encode(collector.teamID, forKey: .teamID)
    try container.encode(collector.zoneCodes, forKey: .zoneCodes)
    try container.encode(collector.city, forKey: .city)
    try container.encode(collector.home, forKey: .home)
    try container.encode(collector.timeZone, forKey: .timeZone)
    try container.encode(collector.shiftStartsMinute, forKey: .shiftStartsMinute)
    try container.encode(collector.shiftEndsMinute, forKey: .shiftEndsMinute)
    try container.encode(collector.maximumStops, forKey: .maximumStops)
    try container.encode(collector.isActive, forKey: .active)
    try container.encode(debtors, forKey: .debtors)
    try container.encode(collector.skills.sorted(), forKey: .skills)
  }
}

/// A date's plan over the zones that the viewer may see.
struct PlanView: Encodable, Sendable {
  struct ZoneView: Encodable, Sendable {
    let zoneID: ZoneID
    let code: String
    let name: String
    let routes: Int
    let stops: Int
    let leftOut: Int
    let plannedAt: Instant?
    /// Something has changed since, and the planner is about to look at it.
    let isWaiting: Bool

    init(_ row: PostgresRow) throws {
      zoneID = try row.decode("zone_id")
      code = try row.decode("code")
      name = try row.decode("name")
      routes = try row.decode("routes")
      stops = try row.decode("stops")
      leftOut = try row.decode("left_out")
      plannedAt = try row.decode("planned_at")
      isWaiting = try row.decode("is_waiting")
    }

    private enum CodingKeys: String, CodingKey {
      case zoneID = "zone_id"
      case code, name, routes, stops
      case leftOut = "left_out"
      case plannedAt = "planned_at"
      case isWaiting = "is_waiting"
    }
  }

  enum Status: String, Encodable {
    case planned
    /// While a zone of it waits.
    case planning
    /// Without any plan.
    case none
  }

  let businessDate: CalendarDate
  let status: Status
  let zones: [ZoneView]

  init(_ date: CalendarDate, _ zones: [ZoneView]) {
    businessDate = date
    self.zones = zones
    if zones.contains(where: \.isWaiting) {
      status = .planning
    } else {
      status = zones.contains { $0.plannedAt != nil } ? .planned : .none
    }
  }

  private enum CodingKeys: String, CodingKey {
    case businessDate = "business_date"
    case status, zones
  }
}

/// A route as others see it, with the names that a table needs.
struct RouteView: Encodable, Sendable {
  let route: RoutePlanned
  let collectorName: String?
  let zoneCode: String

  init(_ route: RoutePlanned, collectorName: String?, zoneCode: String) {
    self.route = route
    self.collectorName = collectorName
    self.zoneCode = zoneCode
  }

  private enum CodingKeys: String, CodingKey {
    case collectorName = "collector_name"
    case zoneCode = "zone_code"
  }

  func encode(to encoder: any Encoder) throws {
    try route.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(collectorName, forKey: .collectorName)
    try container.encode(zoneCode, forKey: .zoneCode)
  }
}

/// A debtor whom no zone or collector takes.
struct ExceptionView: Encodable, Sendable {
  let debtorID: DebtorID
  let debtorName: String?
  let country: String?
  let city: String?
  let reason: String
  let explanationES: String?
  let explanationEN: String?
  let location: Coordinate?
  let zoneCode: String?
  let tasks: Int
  let taskIDs: [TaskID]
  let since: Instant?

  init(_ row: PostgresRow) throws {
    debtorID = try row.decode("debtor_id")
    debtorName = try row.decode("full_name")
    country = try row.decode("country")
    city = try row.decode("city")
    reason = try row.decode("exception")
    let words = LeftOutCode(rawValue: reason).map { LeftOutExplanation(code: $0, contactReasons: [], ruleIDs: []) }
    explanationES = words?.spanish
    explanationEN = words?.english
    location = try row.coordinate()
    zoneCode = try row.decode("code")
    tasks = try row.decode("tasks")
    taskIDs = try row.decode("task_ids")
    since = try row.decode("assigned_at")
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case debtorName = "debtor_name"
    case country, city, reason
    case explanationES = "explanation_es"
    case explanationEN = "explanation_en"
    case location
    case zoneCode = "zone_code"
    case tasks
    case taskIDs = "task_ids"
    case since
  }
}
