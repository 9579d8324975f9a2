import Contracts
import Messaging
package import Postgres

/// Who visits debtors.
package enum CollectorStore {
  /// Keeps the states that are newer. Whoever is no collector is only kept when known as one before.
  ///
  /// - Returns: the zone codes, old and new, of the collectors that changed.
  static func upsert(_ staff: [StaffChanged], in transaction: PostgresTransaction) async throws -> Set<String> {
    guard !staff.isEmpty else { return [] }
    let collectors = staff.map(Collector.init)
    let rows = try await transaction.query(
      """
      with given as (
        select u.*, \(SQL.list("u.joined")) as codes from unnest(
          \(collectors.map(\.collectorID)), \(collectors.map(\.fullName)), \(collectors.map(\.teamID)),
          \(collectors.map(\.zoneCodes.joinedForUnnest)), \(collectors.map(\.city)), \(collectors.map { $0.home?.latitudeE6 }),
          \(collectors.map { $0.home?.longitudeE6 }), \(collectors.map(\.timeZone)), \(collectors.map(\.shiftStartsMinute)),
          \(collectors.map(\.shiftEndsMinute)), \(collectors.map(\.maximumStops)), \(collectors.map(\.isActive)),
          \(staff.map(\.version)), \(staff.map { $0.roles.contains(.collector) }), \(collectors.map { $0.skills.sorted().joinedForUnnest }),
          \(collectors.map { $0.creditorIDs.sorted().joinedForUnnest })
        ) u(collector_id, full_name, team_id, joined, city, latitude_e6, longitude_e6, time_zone, starts, ends, maximum_stops, is_active,
          version, is_collector, skills, creditor_ids)
      ), old as (
        select c.collector_id, c.zone_codes from collectors c join given g using (collector_id)
      ), changed as (
        insert into collectors as c (collector_id, full_name, team_id, zone_codes, city, latitude_e6, longitude_e6, time_zone,
          shift_starts_minute, shift_ends_minute, maximum_stops, is_active, version, skills, creditor_ids)
        select collector_id, full_name, team_id, codes, city, latitude_e6, longitude_e6, time_zone, starts, ends,
          maximum_stops, is_active, version, \(SQL.list("skills")),
          \(SQL.list("creditor_ids"))
        from given g where is_collector or exists (select from old o where o.collector_id = g.collector_id) order by 1
        on conflict (collector_id) do update set full_name = excluded.full_name, team_id = excluded.team_id,
          zone_codes = excluded.zone_codes, city = excluded.city, latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6,
          time_zone = excluded.time_zone, shift_starts_minute = excluded.shift_starts_minute,
          shift_ends_minute = excluded.shift_ends_minute, maximum_stops = excluded.maximum_stops, is_active = excluded.is_active,
          version = excluded.version, skills = excluded.skills, creditor_ids = excluded.creditor_ids
        where c.version < excluded.version
        returning collector_id, zone_codes
      )
      select c.zone_codes || coalesce(o.zone_codes, '{}') as codes from changed c left join old o using (collector_id)
      """)
    return try rows.reduce(into: Set()) { $0.formUnion(try $1.decode([String].self, "codes")) }
  }

  package static func all(in transaction: PostgresTransaction) async throws -> [Collector] {
    try await transaction.query("select \(columns) from collectors c order by c.collector_id").map(collector)
  }

  /// The zones of the collectors' routes of a date that have stops.
  static func present(on date: CalendarDate, in transaction: PostgresTransaction) async throws -> [StaffID: String] {
    let rows = try await transaction.query(
      """
      select r.collector_id, z.code from routes r join zones z using (zone_id)
      where r.business_date = \(date) and exists (select from stops s where s.route_id = r.route_id)
      """)
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode(StaffID.self, "collector_id"), try $0.decode("code")) })
  }

  private static let columns: SQL = """
    c.collector_id, c.full_name, c.team_id,
    array(select x.code from zones x where x.path && c.zone_codes and x.retired_at is null order by 1) as zone_codes,
    c.city, c.latitude_e6, c.longitude_e6, c.time_zone, c.shift_starts_minute, c.shift_ends_minute, c.maximum_stops, c.is_active,
    c.skills, c.creditor_ids
    """

  private static func collector(_ row: PostgresRow) throws -> Collector {
    Collector(
      collectorID: try row.decode("collector_id"), fullName: try row.decode("full_name"), teamID: try row.decode("team_id"),
      zoneCodes: try row.decode("zone_codes"), city: try row.decode("city"), home: try row.coordinate(),
      timeZone: try row.decode("time_zone"), shiftStartsMinute: try row.decode("shift_starts_minute"),
      shiftEndsMinute: try row.decode("shift_ends_minute"), maximumStops: try row.decode("maximum_stops"),
      isActive: try row.decode("is_active"), skills: Set(try row.decode([String].self, "skills")),
      creditorIDs: Set(try row.decode([CreditorID].self, "creditor_ids")))
  }

  /// Collectors whom the viewer may see, with the number of debtors that each one owns and the viewer may see.
  static func list(_ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> [CollectorView] {
    let rows = try await transaction.query(
      """
      select \(columns), (select count(*) from debtors d where d.collector_id = c.collector_id
        and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open and \(scope.condition(task: "t")))) as debtors
      from collectors c
      where (\(scope.collectorID as StaffID?)::uuid is null or c.collector_id = \(scope.collectorID as StaffID?))
        and (exists (select from zones z where z.path && c.zone_codes and \(scope.condition(zone: "z")))
          or \(scope.allowsEverything) or c.collector_id = \(scope.collectorID as StaffID?))
      order by c.full_name, c.collector_id
      """)
    return try rows.map { CollectorView(try collector($0), debtors: try $0.decode("debtors")) }
  }
}
