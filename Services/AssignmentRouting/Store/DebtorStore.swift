import Contracts
import Messaging
import Postgres

/// Debtors: where they are visited, and who has changed in a way that decides about owner or plan.
package enum DebtorStore {
  /// Keeps the states that are newer than what is known.
  ///
  /// A debtor with open tasks whose place, jurisdiction, clock or consent changed is marked for the planner.
  ///
  /// - Returns: the debtors that changed so, and how many states were news.
  static func upsert(
    _ debtors: [DebtorUpdated], in transaction: PostgresTransaction
  ) async throws -> (moved: [DebtorID], news: Int) {
    guard !debtors.isEmpty else { return ([], 0) }
    let places = debtors.map { VisitPlace(among: $0.addresses) }
    let rows = try await transaction.query(
      """
      with given as (
        select * from unnest(\(debtors.map(\.debtorID)), \(debtors.map(\.fullName)), \(debtors.map(\.country)),
          \(debtors.map(\.timeZone)), \(debtors.map { $0.addresses.first?.city }), \(places.map { $0?.addressID }),
          \(places.map { $0?.kind }), \(places.map { $0?.country }), \(places.map { $0?.location.latitudeE6 }),
          \(places.map { $0?.location.longitudeE6 }), \(debtors.map(visitConsent)), \(places.map { $0?.state }), \(debtors.map(\.version)))
        u(debtor_id, full_name, country, time_zone, city, address_id, address_kind, address_country, latitude_e6, longitude_e6,
          visit_consent, address_state, version)
      ), old as (
        select d.debtor_id, \(decisive("d")) as facts from debtors d join given using (debtor_id)
      ), changed as (
        insert into debtors as d (debtor_id, full_name, country, time_zone, city, address_id, address_kind, address_country, latitude_e6,
          longitude_e6, visit_consent, address_state, version)
        select * from given order by 1
        on conflict (debtor_id) do update set full_name = excluded.full_name, country = excluded.country,
          time_zone = excluded.time_zone, city = excluded.city, address_id = excluded.address_id, address_kind = excluded.address_kind,
          address_country = excluded.address_country, latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6,
          visit_consent = excluded.visit_consent, address_state = excluded.address_state, version = excluded.version,
          is_dirty = d.is_dirty or (\(decisive("d")) is distinct from \(decisive("excluded"))
            and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open))
        where d.version < excluded.version
        returning debtor_id, \(decisive("d")) as facts
      )
      select c.debtor_id, o.debtor_id is not null and c.facts is distinct from o.facts as has_moved
      from changed c left join old o using (debtor_id) order by 1
      """)
    return (try rows.filter { try $0.decode("has_moved") }.map { try $0.decode("debtor_id") }, rows.count)
  }

  private static func visitConsent(_ debtor: DebtorUpdated) -> Bool? {
    debtor.contacts.lazy.filter { $0.channel == .visit }.compactMap(\.consentGranted).first
  }

  private static func decisive(_ row: String) -> SQL {
    let columns = [
      "country", "time_zone", "address_id", "address_kind", "address_country", "latitude_e6", "longitude_e6", "visit_consent",
      "address_state",
    ]
    return SQL(unsafeRaw: "row(" + columns.map { "\(row).\($0)" }.joined(separator: ", ") + ")")
  }

  /// Marks debtors for the planner, making the rows that are missing, and takes their locks.
  static func touch(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    guard !debtors.isEmpty else { return }
    try await transaction.execute(
      """
      insert into debtors as d (debtor_id, is_dirty) select x, true from unnest(\(debtors)) x order by x
      on conflict (debtor_id) do update set is_dirty = true where not d.is_dirty
      """)
  }

  /// Marks those of the debtors for the planner that have open tasks.
  static func touchWorked(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    guard !debtors.isEmpty else { return }
    try await transaction.execute(
      """
      update debtors set is_dirty = true where debtor_id in (
        select d.debtor_id from debtors d where d.debtor_id = any(\(debtors)) and not d.is_dirty
          and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open)
        order by d.debtor_id for update)
      """)
  }

  /// Marks the debtors with open tasks in segments, for a change of who works these.
  static func touch(segments: [SegmentID], in transaction: PostgresTransaction) async throws {
    guard !segments.isEmpty else { return }
    try await transaction.execute(
      """
      update debtors set is_dirty = true where debtor_id in (
        select d.debtor_id from debtors d where not d.is_dirty
          and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open and t.segment_ids && \(segments))
        order by d.debtor_id for update)
      """)
  }

  /// Takes the debtors' locks in the order of their ids.
  ///
  /// Whoever changes what is known about a debtor does so before it locks, and a planner locks before it looks for the last time: so
  /// either the planner sees the change, or the change sees the planner's stops.
  static func lock(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    guard !debtors.isEmpty else { return }
    try await transaction.execute("select 1 from debtors where debtor_id = any(\(debtors)) order by debtor_id for update")
  }

  /// Marks every debtor with open tasks, for a change of zones.
  static func touchAll(in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update debtors set is_dirty = true where debtor_id in (
        select d.debtor_id from debtors d where not d.is_dirty
          and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open)
        order by d.debtor_id for update)
      """)
  }

  /// Marks the debtors of zones, for a change of who works there.
  static func touch(zones codes: Set<String>, in transaction: PostgresTransaction) async throws {
    guard !codes.isEmpty else { return }
    try await transaction.execute(
      """
      update debtors set is_dirty = true where debtor_id in (
        select d.debtor_id from debtors d join zones z using (zone_id) where z.path && \(codes.sorted()) and not d.is_dirty
          and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open)
        order by d.debtor_id for update of d)
      """)
  }
}
