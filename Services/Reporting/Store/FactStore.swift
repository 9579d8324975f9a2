import Contracts
import Messaging
import Postgres

/// What happened, once under its natural key.
enum FactStore {
  /// - Parameter visits: each key once.
  /// - Returns: the visits that were not known.
  static func insert(visits: [VisitRecorded], in transaction: PostgresTransaction) async throws -> Set<VisitID> {
    guard !visits.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into fact_visit (visit_id, debtor_id, account_ids, route_id, stop_id, collector_id, team_id, zone_id, business_date, outcome,
        contact_type, geo_verdict, contact_allowed, late, promise_id, latitude_e6, longitude_e6, arrived_at, captured_at, received_at,
        recorded_outcome, recorded_contact_type)
      select u.a, u.b, string_to_array(u.c, ',')::uuid[], u.d, u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m, u.n, u.o,
        case when e.debtor_id is null then u.p end, case when e.debtor_id is null then u.q end, u.r, u.s, u.t, u.j, u.k
      from unnest(\(visits.map(\.visitID)), \(visits.map(\.debtorID)), \(visits.map { list($0.accountIDs) }), \(visits.map(\.routeID)),
        \(visits.map(\.stopID)), \(visits.map(\.collectorID)), \(visits.map(\.teamID)), \(visits.map(\.zoneID)),
        \(visits.map(\.businessDate)), \(visits.map(\.outcome)), \(visits.map(\.contactType)), \(visits.map(\.geoVerdict)),
        \(visits.map(\.contactAllowed)), \(visits.map(\.late)), \(visits.map(\.promiseID)), \(visits.map(\.location?.latitudeE6)),
        \(visits.map(\.location?.longitudeE6)), \(visits.map(\.arrivedAt)), \(visits.map(\.capturedAt)), \(visits.map(\.receivedAt))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t)
      left join erased_debtor e on e.debtor_id = u.b
      order by 1
      on conflict do nothing returning visit_id
      """)
    return Set(try rows.map { try $0.decode(VisitID.self, "visit_id") })
  }

  /// Adds payments, each with the owner of its debtor at the time. The debtors must be locked (`OwnerStore.lock`).
  ///
  /// - Parameter payments: each key once.
  /// - Returns: the payments that were not known, by key.
  static func insert(payments: [PaymentRecorded], in transaction: PostgresTransaction) async throws -> [PaymentKey: PaymentOwner] {
    guard !payments.isEmpty else { return [:] }
    let rows = try await transaction.query(
      """
      insert into fact_payment (creditor_id, payment_id, account_id, debtor_id, amount_minor, currency, kind, reversal_of, business_date,
        posted_at, recorded_at, channel, part_of, collector_id, zone_id, team_id)
      select u.*, o.collector_id, o.zone_id, o.team_id
      from unnest(\(payments.map(\.creditorID)), \(payments.map(\.paymentID)), \(payments.map(\.accountID)), \(payments.map(\.debtorID)),
        \(payments.map(\.amountMinor)), \(payments.map(\.currency)), \(payments.map(\.kind)), \(payments.map(\.reversalOf)),
        \(payments.map(\.valueDate)), \(payments.map(\.postedAt)), \(payments.map(\.recordedAt)), \(payments.map(\.channel)),
        \(payments.map(\.partOf))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m)
      left join lateral (
        select c.collector_id, c.zone_id, c.team_id from assignment_change c
        where c.debtor_id = u.d and c.changed_at <= u.k order by c.version desc limit 1
      ) o on true
      order by 1, 2
      on conflict do nothing returning creditor_id, payment_id, collector_id, zone_id, team_id
      """)
    return try rows.reduce(into: [:]) { known, row in
      let key = PaymentKey(creditorID: try row.decode("creditor_id"), paymentID: try row.decode("payment_id"))
      known[key] = PaymentOwner(
        collectorID: try row.decode("collector_id"), zoneID: try row.decode("zone_id"), teamID: try row.decode("team_id"))
    }
  }

  /// - Parameters:
  ///   - promises: each key once, the newest version.
  ///   - timeZone: in which the day of a promise is meant where its debtor's is not known.
  /// - Returns: the promises that changed.
  static func upsert(
    promises: [PromiseChanged], timeZone: String, in transaction: PostgresTransaction
  ) async throws -> Set<PromiseID> {
    guard !promises.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into fact_promise as s (promise_id, debtor_id, account_id, visit_id, collector_id, amount_minor, currency, due_on, state,
        paid_minor, version, made_at, changed_at, account_ids, business_date)
      select u.*, string_to_array(x.accounts, ',')::uuid[], (u.l at time zone coalesce(d.time_zone, \(timeZone)))::date
      from unnest(\(promises.map(\.promiseID)), \(promises.map(\.debtorID)), \(promises.map(\.accountID)),
        \(promises.map(\.visitID)), \(promises.map(\.collectorID)), \(promises.map(\.amountMinor)), \(promises.map(\.currency)),
        \(promises.map(\.dueOn)), \(promises.map(\.state)), \(promises.map(\.paidMinor)), \(promises.map(\.version)),
        \(promises.map(\.madeAt)), \(promises.map(\.changedAt))) u(a, b, c, d, e, f, g, h, i, j, k, l, m)
      join unnest(\(promises.map(\.promiseID)), \(promises.map { list($0.coveredAccountIDs) })) x(id, accounts) on x.id = u.a
      left join debtor_state d on d.debtor_id = u.b
      order by 1
      on conflict (promise_id) do update set
        debtor_id = excluded.debtor_id, account_id = excluded.account_id, visit_id = excluded.visit_id,
        collector_id = excluded.collector_id, amount_minor = excluded.amount_minor, currency = excluded.currency,
        due_on = excluded.due_on, state = excluded.state, paid_minor = excluded.paid_minor, version = excluded.version,
        made_at = excluded.made_at, changed_at = excluded.changed_at, account_ids = excluded.account_ids,
        business_date = excluded.business_date
      where s.version < excluded.version
      returning promise_id
      """)
    return Set(try rows.map { try $0.decode(PromiseID.self, "promise_id") })
  }

  /// The promises that were made at the visits.
  static func promises(madeAt visits: [VisitID], in transaction: PostgresTransaction) async throws -> [PromiseID: VisitID] {
    guard !visits.isEmpty else { return [:] }
    let rows = try await transaction.query("select promise_id, visit_id from fact_promise where visit_id = any(\(visits))")
    return try rows.reduce(into: [:]) { $0[try $1.decode(PromiseID.self, "promise_id")] = try $1.decode(VisitID.self, "visit_id") }
  }

  /// Moves promises to the day that it was for debtors whose zone has become known.
  ///
  /// - Returns: the promises that moved, and from which day.
  static func restatePromises(
    of debtors: [DebtorID], timeZone: String, in transaction: PostgresTransaction
  ) async throws -> [PromiseID: MarkStore.CollectorDay] {
    guard !debtors.isEmpty else { return [:] }
    let rows = try await transaction.query(
      """
      update fact_promise p set business_date = n.business_date
      from (
        select m.promise_id, m.business_date as old_date, (m.made_at at time zone coalesce(d.time_zone, \(timeZone)))::date as business_date
        from fact_promise m join debtor_state d using (debtor_id) where m.debtor_id = any(\(debtors))
      ) n
      where p.promise_id = n.promise_id and p.business_date <> n.business_date
      returning p.promise_id, p.collector_id, n.old_date
      """)
    return try rows.reduce(into: [:]) { moved, row in
      moved[try row.decode(PromiseID.self, "promise_id")] = MarkStore.CollectorDay(
        collectorID: try row.decode("collector_id"), date: try row.decode("old_date"))
    }
  }

  /// - Parameter agreements: each key once, the newest version.
  /// - Returns: how many changed.
  static func upsert(agreements: [AgreementChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !agreements.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into fact_agreement as s (agreement_id, debtor_id, account_id, creditor_id, collector_id, negotiation_type, plan_code,
        plan_version, state, currency, debt_minor, waived_minor, waiver_earned_minor, total_minor, paid_minor, instalments,
        paid_instalments, late_instalments, overdue_instalments, approval_level, version, made_at, changed_at)
      select * from unnest(\(agreements.map(\.agreementID)), \(agreements.map(\.debtorID)), \(agreements.map(\.accountID)),
        \(agreements.map(\.creditorID)), \(agreements.map(\.collectorID)), \(agreements.map(\.negotiationType)),
        \(agreements.map(\.planCode)), \(agreements.map { Int32($0.planVersion) }), \(agreements.map(\.state)),
        \(agreements.map(\.currency)), \(agreements.map(\.debtMinor)), \(agreements.map(\.waivedMinor)),
        \(agreements.map(\.waiverEarnedMinor)), \(agreements.map(\.totalMinor)), \(agreements.map(\.paidMinor)),
        \(agreements.map { Int32($0.instalments) }), \(agreements.map { Int32($0.paidInstalments) }),
        \(agreements.map { Int32($0.lateInstalments) }), \(agreements.map { Int32($0.overdueInstalments ?? 0) }),
        \(agreements.map { Int32($0.approvalLevel) }), \(agreements.map(\.version)), \(agreements.map(\.madeAt)),
        \(agreements.map(\.changedAt))) order by 1
      on conflict (agreement_id) do update set
        state = excluded.state, waiver_earned_minor = excluded.waiver_earned_minor, total_minor = excluded.total_minor,
        paid_minor = excluded.paid_minor, paid_instalments = excluded.paid_instalments,
        late_instalments = excluded.late_instalments, overdue_instalments = excluded.overdue_instalments, version = excluded.version,
        changed_at = excluded.changed_at
      where s.version < excluded.version
      """)
  }

  /// An array inside of a row of `unnest`, which knows only arrays of one dimension.
  static func list(_ accounts: [AccountID]) -> String { accounts.map(\.description).joined(separator: ",") }
}
