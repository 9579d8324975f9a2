import Contracts
import Messaging
import Postgres

/// Who works which debtor.
package enum AssignmentStore {
  /// A debtor whose owner has to be looked at, and the zone that the address lies in now.
  struct Waiting: Sendable {
    let debtorID: DebtorID
    let location: Coordinate?
    /// There is an open task, and the debtor's own state has come.
    let hasTask: Bool
    let assigned: Assignment
    let version: Int64
    /// A person chose the owner.
    let isFixed: Bool
    let newZoneID: ZoneID?
    let newZoneCode: String?
  }

  /// What is kept and published of an owner.
  struct Assignment: Sendable, Equatable {
    var zoneID: ZoneID?
    var collectorID: StaffID?
    var teamID: TeamID?
    var exception: LeftOutCode?
  }

  static func hasWaiting(in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select exists (select from debtors where is_dirty)")?.decode(at: 0, as: Bool.self) ?? false
  }

  /// Takes the next debtors that changed.
  static func takeWaiting(limit: Int, in transaction: PostgresTransaction) async throws -> [Waiting] {
    let rows = try await transaction.query(
      """
      select d.debtor_id, d.latitude_e6, d.longitude_e6, d.zone_id, d.collector_id, d.team_id, d.exception, d.assignment_version,
        d.is_owner_fixed,
        d.version > 0 and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open) as has_task, n.zone_id as new_zone_id, n.code
      from (select * from debtors where is_dirty order by debtor_id limit \(limit) for update) d
      left join lateral (
        select z.zone_id, z.code from zones z
        where d.latitude_e6 is not null
          and st_covers(z.boundary, st_setsrid(st_makepoint(d.longitude_e6 / 1e6::float8, d.latitude_e6 / 1e6::float8), 4326))
        order by z.code limit 1
      ) n on true
      order by d.debtor_id
      """)
    return try rows.map { row in
      Waiting(
        debtorID: try row.decode("debtor_id"), location: try row.coordinate(), hasTask: try row.decode("has_task"),
        assigned: Assignment(
          zoneID: try row.decode("zone_id"), collectorID: try row.decode("collector_id"), teamID: try row.decode("team_id"),
          exception: try row.decodeOptional(String.self, "exception").flatMap { LeftOutCode(rawValue: $0) }),
        version: try row.decode("assignment_version"), isFixed: try row.decode("is_owner_fixed"), newZoneID: try row.decode("new_zone_id"),
        newZoneCode: try row.decode("code"))
    }
  }

  /// By zone code, how many debtors with open tasks each collector owns; without those of `debtors`.
  static func loads(except debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [String: [StaffID: Int]] {
    let rows = try await transaction.query(
      """
      select z.code, d.collector_id, count(*) as debtors from debtors d join zones z using (zone_id)
      where d.collector_id is not null and not d.debtor_id = any(\(debtors))
        and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open)
      group by 1, 2
      """)
    return try rows.reduce(into: [:]) { $0[try $1.decode("code"), default: [:]][try $1.decode("collector_id")] = try $1.decode("debtors") }
  }

  /// Keeps new owners.
  static func save(
    _ changes: [(debtorID: DebtorID, assignment: Assignment, version: Int64)], at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    guard !changes.isEmpty else { return }
    try await transaction.execute(
      """
      update debtors d set zone_id = u.b, collector_id = u.c, team_id = u.d, exception = u.e, assignment_version = u.f,
        assigned_at = \(now)
      from unnest(\(changes.map(\.debtorID)), \(changes.map(\.assignment.zoneID)), \(changes.map(\.assignment.collectorID)),
        \(changes.map(\.assignment.teamID)), \(changes.map { $0.assignment.exception?.rawValue }), \(changes.map(\.version))
      ) u(a, b, c, d, e, f) where d.debtor_id = u.a
      """)
  }

  /// Notes whether a person chose the owners of the debtors.
  static func fix(_ debtors: [DebtorID], _ isFixed: Bool, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update debtors set is_owner_fixed = \(isFixed) where debtor_id = any(\(debtors))")
  }

  static func markDone(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update debtors set is_dirty = false where debtor_id = any(\(debtors))")
  }

  /// How many debtors with open tasks wait in the zones, by zone and by whom they owe.
  static func demand(of codes: Set<String>, in transaction: PostgresTransaction) async throws -> [WaitingDebtors] {
    guard !codes.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      select code, creditor_ids, count(*) as debtors from (
        select z.code, array_agg(distinct t.creditor_id) as creditor_ids
        from debtors d join zones z using (zone_id) join tasks t on t.debtor_id = d.debtor_id and t.is_open
        where z.code = any(\(codes.sorted())) group by d.debtor_id, z.code
      ) waiting group by 1, 2
      """)
    return try rows.map {
      WaitingDebtors(
        zoneCode: try $0.decode("code"), creditorIDs: Set(try $0.decode([CreditorID].self, "creditor_ids")),
        count: try $0.decode("debtors"))
    }
  }

  /// Debtors with open tasks whom no zone or collector takes, within the viewer's scope.
  static func exceptions(_ scope: ZoneScope, limit: Int, in transaction: PostgresTransaction) async throws -> [ExceptionView] {
    let rows = try await transaction.query(
      """
      select d.debtor_id, d.full_name, d.country, d.city, d.exception, d.latitude_e6, d.longitude_e6, d.assigned_at, z.code,
        count(t.task_id) as tasks, array_agg(t.task_id order by t.task_id) as task_ids
      from debtors d join tasks t on t.debtor_id = d.debtor_id and t.is_open left join zones z using (zone_id)
      where d.exception is not null and \(scope.condition(country: "d.country")) and \(scope.condition(task: "t"))
      group by d.debtor_id, z.code order by d.exception, d.assigned_at, d.debtor_id limit \(limit)
      """)
    return try rows.map(ExceptionView.init)
  }
}
