import Contracts
import Messaging
import Postgres

/// What people decided about visits.
enum PinStore {
  static func put(
    _ pin: VisitPin, of debtorID: DebtorID, until: CalendarDate, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into pins (debtor_id, collector_id, business_date, is_first, minute, until, pinned_by, pinned_at)
      values (\(debtorID), \(pin.collectorID), \(pin.date), \(pin.isFirst), \(pin.minute.map { Int32($0) }), \(until), \(staffID), \(now))
      on conflict (debtor_id) do update set collector_id = excluded.collector_id, business_date = excluded.business_date,
        is_first = excluded.is_first, minute = excluded.minute, until = excluded.until, pinned_by = excluded.pinned_by, pinned_at = excluded.pinned_at
      """)
  }

  /// - Returns: whether there was one.
  static func remove(_ debtorID: DebtorID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("delete from pins where debtor_id = \(debtorID)") == 1
  }

  /// Ends the pins of debtors who have been visited, on the pinned date or later, or whenever it was if no date was set.
  static func release(_ visits: [VisitRecorded], in transaction: PostgresTransaction) async throws {
    guard !visits.isEmpty else { return }
    try await transaction.execute(
      """
      delete from pins p using unnest(\(visits.map(\.debtorID)), \(visits.map(\.businessDate))) u(debtor_id, visited)
      where p.debtor_id = u.debtor_id and (p.business_date is null or p.business_date <= u.visited)
      """)
  }

  /// Those that hold on a date.
  static func load(_ debtors: [DebtorID], on date: CalendarDate, in transaction: PostgresTransaction) async throws -> [DebtorID: VisitPin] {
    let rows = try await transaction.query(
      """
      select debtor_id, collector_id, business_date, is_first, minute from pins
      where debtor_id = any(\(debtors)) and until >= \(date) and (business_date is null or business_date = \(date))
      """)
    return try rows.reduce(into: [:]) { pins, row in
      pins[try row.decode("debtor_id")] = VisitPin(
        collectorID: try row.decode("collector_id"), date: try row.decode("business_date"), isFirst: try row.decode("is_first"),
        minute: try row.decodeOptional(Int32.self, "minute").map { Int($0) })
    }
  }

  /// Whether the viewer may decide about the debtor, and the debtor's zone; `nil` for one out of scope or not known.
  static func zone(
    of debtorID: DebtorID, _ scope: ZoneScope, in transaction: PostgresTransaction
  ) async throws -> (zoneID: ZoneID, code: String, timeZone: String)? {
    let row = try await transaction.first(
      """
      select z.zone_id, z.code, z.time_zone from debtors d join zones z using (zone_id)
      where d.debtor_id = \(debtorID) and \(scope.condition(zone: "z")) and \(scope.condition(debtor: "d.debtor_id"))
      """)
    return try row.map { (try $0.decode("zone_id"), try $0.decode("code"), try $0.decode("time_zone")) }
  }
}
