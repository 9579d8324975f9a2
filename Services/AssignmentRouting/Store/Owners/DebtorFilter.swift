import Contracts
import Messaging
import Postgres

/// Which debtors with open visit tasks a list or a bulk job is about. What is not said does not matter.
struct DebtorFilter: Sendable, Codable {
  var zoneCode: String?
  var collectorID: StaffID?
  var segmentID: SegmentID?
  var tag: String?
  var minimumDaysPastDue: Int?

  private enum CodingKeys: String, CodingKey {
    case zoneCode = "zone_code"
    case collectorID = "collector_id"
    case segmentID = "segment_id"
    case tag
    case minimumDaysPastDue = "minimum_days_past_due"
  }

  /// Of debtors `d` in zones `z`.
  func condition(_ scope: ZoneScope) -> SQL {
    """
    exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open and \(scope.condition(task: "t"))
        and (\(segmentID)::text is null or \(segmentID)::text = any(t.segment_ids))
        and (\(minimumDaysPastDue)::bigint is null or t.days_past_due >= \(minimumDaysPastDue)))
      and (\(zoneCode)::text is null or z.code = \(zoneCode))
      and (\(collectorID)::uuid is null or d.collector_id = \(collectorID))
      and (\(tag)::text is null or exists (select from debtor_tags g where g.debtor_id = d.debtor_id and g.tag = \(tag)))
      and \(scope.condition(zone: "z"))
    """
  }
}
