import Contracts
import Messaging
import Postgres

/// Debtors with open visit tasks, for lists and bulk jobs, and the words that people put on them.
enum WorkedDebtorStore {
  /// In the order of their ids, from `after` on.
  static func list(
    _ filter: DebtorFilter, _ scope: ZoneScope, after: DebtorID?, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [WorkedDebtorView] {
    let rows = try await transaction.query(
      """
      select d.debtor_id, d.full_name, z.code, d.collector_id, d.is_owner_fixed, w.tasks, w.days_past_due, w.priority, w.segment_ids,
        p.collector_id as pinned_to, p.business_date, p.minute, p.is_first, p.until,
        array(select g.tag from debtor_tags g where g.debtor_id = d.debtor_id order by 1) as tags
      from debtors d join zones z using (zone_id)
        cross join lateral (
          select count(*) as tasks, max(t.days_past_due) as days_past_due, max(t.priority) as priority,
            array(select distinct s from tasks o, unnest(o.segment_ids) s where o.debtor_id = d.debtor_id and o.is_open
              and \(scope.condition(task: "o")) order by 1)
              as segment_ids
          from tasks t where t.debtor_id = d.debtor_id and t.is_open and \(scope.condition(task: "t"))) w
        left join pins p on p.debtor_id = d.debtor_id
      where \(filter.condition(scope)) and (\(after)::uuid is null or d.debtor_id > \(after))
      order by d.debtor_id limit \(limit)
      """)
    return try rows.map(WorkedDebtorView.init)
  }

  static func ids(_ filter: DebtorFilter, _ scope: ZoneScope, limit: Int, in transaction: PostgresTransaction) async throws -> [DebtorID] {
    let rows = try await transaction.query(
      """
      select d.debtor_id from debtors d join zones z using (zone_id) where \(filter.condition(scope)) order by d.debtor_id limit \(limit)
      """)
    return try rows.map { try $0.decode("debtor_id") }
  }

  /// Those of the debtors whom the viewer may see.
  static func visible(
    _ debtors: [DebtorID], _ scope: ZoneScope, in transaction: PostgresTransaction
  ) async throws -> Set<DebtorID> {
    let rows = try await transaction.query(
      """
      select d.debtor_id from debtors d join zones z using (zone_id)
      where d.debtor_id = any(\(debtors)) and \(scope.condition(zone: "z")) and \(scope.condition(debtor: "d.debtor_id"))
      """)
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }

  /// - Returns: the debtors that did not have the word.
  static func tag(
    _ debtors: [DebtorID], _ tag: String, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Set<DebtorID> {
    let rows = try await transaction.query(
      """
      insert into debtor_tags (tag, debtor_id, tagged_by, tagged_at)
      select \(tag), x, \(staffID), \(now) from unnest(\(debtors)) x order by x on conflict do nothing returning debtor_id
      """)
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }

  /// - Returns: the debtors that had the word.
  static func untag(_ debtors: [DebtorID], _ tag: String, in transaction: PostgresTransaction) async throws -> Set<DebtorID> {
    let rows = try await transaction.query(
      "delete from debtor_tags where tag = \(tag) and debtor_id = any(\(debtors)) returning debtor_id")
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }
}

/// A debtor as a list of the portfolio shows one.
struct WorkedDebtorView: Encodable, Sendable {
  struct Pin: Encodable, Sendable {
    let collectorID: StaffID?
    let businessDate: CalendarDate?
    let at: String?
    let first: Bool
    let until: CalendarDate

    private enum CodingKeys: String, CodingKey {
      case collectorID = "collector_id"
      case businessDate = "business_date"
      case at, first, until
    }
  }

  let debtorID: DebtorID
  let debtorName: String?
  let zoneCode: String
  let collectorID: StaffID?
  /// A person chose the owner.
  let isFixed: Bool
  let tasks: Int
  let daysPastDue: Int
  let priority: Int
  let segmentIDs: [SegmentID]
  let tags: [String]
  let pin: Pin?

  init(_ row: PostgresRow) throws {
    debtorID = try row.decode("debtor_id")
    debtorName = try row.decode("full_name")
    zoneCode = try row.decode("code")
    collectorID = try row.decode("collector_id")
    isFixed = try row.decode("is_owner_fixed")
    tasks = try row.decode("tasks")
    daysPastDue = try row.decode("days_past_due")
    priority = try row.decode("priority")
    segmentIDs = try row.decode("segment_ids")
    tags = try row.decode("tags")
    let minute = try row.decodeOptional(Int32.self, "minute")
    pin = try row.decodeOptional(CalendarDate.self, "until").map { until in
      Pin(
        collectorID: try row.decode("pinned_to"), businessDate: try row.decode("business_date"),
        at: minute.map { Self.clock(Int($0)) }, first: try row.decode("is_first"), until: until)
    }
  }

  private static func clock(_ minute: Int) -> String {
    let digits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(digits(minute / 60)):\(digits(minute % 60))"
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case debtorName = "debtor_name"
    case zoneCode = "zone_code"
    case collectorID = "collector_id"
    case isFixed = "fixed"
    case tasks
    case daysPastDue = "days_past_due"
    case priority
    case segmentIDs = "segment_ids"
    case tags, pin
  }
}
