import Contracts

/// A stop as people ask about it: where it stands, and why it is worth the way.
struct StopView: Encodable, Sendable {
  let routeID: RouteID
  let collectorID: StaffID
  let businessDate: CalendarDate
  let visit: RouteVisit

  private enum CodingKeys: String, CodingKey {
    case stopID = "stop_id"
    case routeID = "route_id"
    case collectorID = "collector_id"
    case businessDate = "business_date"
    case debtorID = "debtor_id"
    case taskIDs = "task_ids"
    case arrivesAt = "arrives_at"
    case startsAt = "starts_at"
    case status, score
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(visit.stopID, forKey: .stopID)
    try container.encode(routeID, forKey: .routeID)
    try container.encode(collectorID, forKey: .collectorID)
    try container.encode(businessDate, forKey: .businessDate)
    try container.encode(visit.debtorID, forKey: .debtorID)
    try container.encode(visit.taskIDs, forKey: .taskIDs)
    try container.encode(visit.arrivesAt, forKey: .arrivesAt)
    try container.encode(visit.startsAt, forKey: .startsAt)
    try container.encode(visit.status, forKey: .status)
    try container.encode(visit.score, forKey: .score)
  }
}
