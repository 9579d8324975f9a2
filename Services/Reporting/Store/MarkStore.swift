import Contracts
import Messaging
import Postgres

/// Which days' rows on the topics for BI have to be counted again.
enum MarkStore {
  struct CollectorDay: Hashable, Sendable {
    let collectorID: StaffID
    let date: CalendarDate
  }

  /// - Parameter marks: the day of a collector, and what led to it.
  static func add(_ marks: [CollectorDay: String], in transaction: PostgresTransaction) async throws {
    guard !marks.isEmpty else { return }
    try await transaction.execute(
      """
      insert into day_mark (kind, key, business_date, cause)
      select 'collector', u.a::text, u.b, u.c
      from unnest(\(marks.map(\.key.collectorID)), \(marks.map(\.key.date)), \(marks.map(\.value))) u(a, b, c)
      """)
  }

  /// The days of visits, and those of their segments.
  static func add(visits causes: [VisitID: String], in transaction: PostgresTransaction) async throws {
    guard !causes.isEmpty else { return }
    try await add(
      """
      select f.collector_id, f.business_date, c.cause from fact_visit f
      join unnest(\(causes.map(\.key)), \(causes.map(\.value))) c(id, cause) on c.id = f.visit_id
      """, in: transaction)
  }

  static func add(promises causes: [PromiseID: String], in transaction: PostgresTransaction) async throws {
    guard !causes.isEmpty else { return }
    try await add(
      """
      select f.collector_id, f.business_date, c.cause from fact_promise f
      join unnest(\(causes.map(\.key)), \(causes.map(\.value))) c(id, cause) on c.id = f.promise_id
      """, in: transaction)
  }

  static func add(payments causes: [PaymentKey: String], in transaction: PostgresTransaction) async throws {
    guard !causes.isEmpty else { return }
    try await add(
      """
      select f.collector_id, f.business_date, c.cause from fact_payment f
      join unnest(\(causes.map(\.key.creditorID)), \(causes.map(\.key.paymentID)), \(causes.map(\.value))) c(creditor_id, payment_id, cause)
        using (creditor_id, payment_id)
      """, in: transaction)
  }

  /// - Parameter facts: `collector_id`, which may be null, `business_date` and `cause`.
  private static func add(_ facts: SQL, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      with x as (\(facts))
      insert into day_mark (kind, key, business_date, cause)
      (select distinct on (collector_id, business_date) 'collector', collector_id::text, business_date, cause from x
        where collector_id is not null)
      union all
      (select distinct on (business_date) 'segment', '', business_date, cause from x)
      """)
  }

  /// The accounts that stand in segments today.
  static func addToday(cause: String, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into day_mark (kind, key, business_date, cause)
      select 'segment', '', (\(now) at time zone time_zone)::date, \(cause) from installation
      """)
  }

  /// Takes marks away, the oldest first. What they stand for has been committed, and so is seen by the next statement.
  static func takeCollectors(limit: Int, in transaction: PostgresTransaction) async throws -> [CollectorDay: String] {
    let rows = try await transaction.query(
      """
      delete from day_mark where id in (select id from day_mark where kind = 'collector' order by id limit \(Int64(limit)))
      returning key::uuid as collector_id, business_date, cause
      """)
    return try rows.reduce(into: [:]) { taken, row in
      let day = CollectorDay(collectorID: try row.decode("collector_id"), date: try row.decode("business_date"))
      taken[day] = try row.decode(String.self, "cause")
    }
  }

  static func takeSegmentDays(in transaction: PostgresTransaction) async throws -> [CalendarDate: String] {
    let rows = try await transaction.query("delete from day_mark where kind = 'segment' returning business_date, cause")
    return try rows.reduce(into: [:]) { $0[try $1.decode(CalendarDate.self, "business_date")] = try $1.decode(String.self, "cause") }
  }
}
