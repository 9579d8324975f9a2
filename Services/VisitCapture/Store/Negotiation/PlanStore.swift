import Contracts
import Messaging
import Negotiation
import Postgres

/// The catalogue of negotiation types, the published relief plans and usury ceilings.
enum PlanStore {
  // MARK: - Types

  static func types(in transaction: PostgresTransaction) async throws -> [NegotiationType] {
    try await transaction.query("select code, name_es, name_en, active from negotiation_types order by code").map { row in
      NegotiationType(
        code: try row.decode("code"), nameES: try row.decode("name_es"), nameEN: try row.decode("name_en"),
        active: try row.decode("active"))
    }
  }

  static func isActive(type code: String, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select 1 from negotiation_types where code = \(code) and active") != nil
  }

  static func save(_ type: NegotiationType, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into negotiation_types (code, name_es, name_en, active, changed_by, changed_at)
      values (\(type.code), \(type.nameES), \(type.nameEN), \(type.active), \(staffID), \(now))
      on conflict (code) do update set name_es = excluded.name_es, name_en = excluded.name_en, active = excluded.active,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at
      """)
  }

  // MARK: - Plans

  /// The newest version of each plan.
  static func plans(in transaction: PostgresTransaction) async throws -> [ReliefPlan] {
    try await transaction.query("select distinct on (plan_code) plan from relief_plans order by plan_code, version desc").map(plan)
  }

  /// The newest version of each plan that may be offered on a date: valid, and of a type that is switched on.
  static func offered(on date: CalendarDate, in transaction: PostgresTransaction) async throws -> [ReliefPlan] {
    try await transaction.query(
      """
      select distinct on (p.plan_code) p.plan from relief_plans p
      join negotiation_types t on t.code = p.plan->>'negotiation_type' and t.active
      where (p.plan->>'valid_from')::date <= \(date) and coalesce((p.plan->>'valid_to')::date, 'infinity') >= \(date)
      order by p.plan_code, p.version desc
      """
    ).map(plan)
  }

  /// A version, or the newest that is valid on a date.
  static func find(
    _ code: String, version: Int?, on date: CalendarDate, in transaction: PostgresTransaction
  ) async throws -> ReliefPlan? {
    let number = version.map { Int32(clamping: $0) }
    return try await transaction.first(
      """
      select plan from relief_plans
      where plan_code = \(code) and (version = \(number) or \(number)::integer is null
        and (plan->>'valid_from')::date <= \(date) and coalesce((plan->>'valid_to')::date, 'infinity') >= \(date))
      order by version desc limit 1
      """
    ).map(plan)
  }

  /// - Returns: the plan with the version that it got.
  static func publish(
    _ plan: ReliefPlan, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> ReliefPlan {
    try await transaction.execute("select pg_advisory_xact_lock(hashtextextended('relief-plan/' || \(plan.code), 0))")
    let newest = try await transaction.first("select coalesce(max(version), 0) as n from relief_plans where plan_code = \(plan.code)")
    var published = plan
    published.version = Int(try newest?.decode(Int32.self, "n") ?? 0) + 1
    try await transaction.execute(
      """
      insert into relief_plans (plan_code, version, plan, published_by, published_at)
      values (\(plan.code), \(Int32(published.version)), \(try PostgresJSON(encoding: published)), \(staffID), \(now))
      """)
    return published
  }

  private static func plan(_ row: PostgresRow) throws -> ReliefPlan {
    try row.decode(json: "plan")
  }

  // MARK: - Ceilings

  static func ceilings(in transaction: PostgresTransaction) async throws -> [UsuryCeiling] {
    try await transaction.query(
      """
      select country, nullif(product_type, '') as product_type, valid_from, valid_to, maximum_effective_annual::text as maximum, source
      from usury_ceilings order by country, product_type, valid_from
      """
    ).map { row in
      UsuryCeiling(
        country: try row.decode("country"), productType: try row.decode("product_type"), validFrom: try row.decode("valid_from"),
        validTo: try row.decode("valid_to"), maximumEffectiveAnnual: try Rate(try row.decode(String.self, "maximum")),
        source: try row.decode("source"))
    }
  }

  /// - Returns: `false` when there is one from that date already.
  static func add(_ ceiling: UsuryCeiling, by staffID: StaffID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute(
      """
      insert into usury_ceilings (country, product_type, valid_from, valid_to, maximum_effective_annual, source, published_by)
      values (\(ceiling.country), \(ceiling.productType?.rawValue ?? ""), \(ceiling.validFrom), \(ceiling.validTo),
        \(ceiling.maximumEffectiveAnnual.description)::numeric, \(ceiling.source), \(staffID))
      on conflict do nothing
      """) > 0
  }
}
