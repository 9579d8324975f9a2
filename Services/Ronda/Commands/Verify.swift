import ArgumentParser
import Contracts
import Messaging
import Postgres

/// Checks the invariants over all schemas. What is under way counts as a breach, so it looks again until nothing is or time is up.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check in SQL that nothing is lost, nothing counts twice and money is exact, across the services.")
  @OptionGroup var options: InstanceOptions
  @Option(help: "Seconds that what is under way may take.") var wait = 30

  func run() async throws {
    try await options.withDatabase { pool in
      let deadline = ContinuousClock.now + .seconds(wait)
      var breaches = try await count(pool)
      while breaches.contains(where: { $0.count > 0 }), ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(250))
        breaches = try await count(pool)
      }
      for (invariant, count) in breaches {
        print("\(count == 0 ? "ok  " : "BAD ") \(invariant.name): \(count) breaches of \(invariant.rule)")
      }
      if breaches.contains(where: { $0.count > 0 }) { throw ExitCode(1) }
    }
  }

  private func count(_ pool: PostgresPool) async throws -> [(invariant: Invariant, count: Int64)] {
    var counts: [(Invariant, Int64)] = []
    for invariant in Invariant.all {
      counts.append((invariant, try await pool.query(invariant.breaches)[0].decode(at: 0, as: Int64.self)))
    }
    return counts
  }
}

/// A rule over several schemas, and a query that counts what breaks it.
struct Invariant {
  let name: String
  let rule: String
  let breaches: SQL

  static let all = [visitsOnce, paymentsOnce, accountsKnown, moneyExact, versions, published] + ServiceName.allCases.map(applied)

  private static let visitsOnce = Invariant(
    name: "I1", rule: "each acknowledged visit stands once in visit capture and once in reporting",
    breaches: """
      select count(*) from visit_capture.visits v full join reporting.fact_visit f using (visit_id)
      where v.visit_id is null or f.visit_id is null
      """)

  private static let paymentsOnce = Invariant(
    name: "I2", rule: "each payment counts once, with the same amount, in ingestion and in reporting",
    breaches: """
      select count(*) from ingestion.payment p full join reporting.fact_payment f using (creditor_id, payment_id)
      where p.amount_minor is distinct from f.amount_minor or p.currency is distinct from f.currency or p.kind is distinct from f.kind
      """)

  private static let accountsKnown = Invariant(
    name: "I2", rule: "each worked account stands on a strategy",
    breaches: """
      select count(*) from ingestion.account a where a.status in ('active', 'charged_off') and not exists (
        select from segmentation.treatments t where t.account_id = a.account_id and t.strategy_id is not null)
      """)

  private static let moneyExact = Invariant(
    name: "I3", rule: "what is overdue on an account is the same in ingestion and in reporting, to the minor unit",
    breaches: """
      select count(*) from ingestion.account a full join reporting.account_state r using (account_id)
      where r.overdue_minor is distinct from a.overdue_principal_minor + a.overdue_interest_minor + a.overdue_late_interest_minor
          + a.overdue_fees_minor + a.overdue_insurance_minor
        or r.total_due_minor is distinct from a.total_due_minor or r.currency is distinct from a.currency
      """)

  private static let versions = Invariant(
    name: "I4", rule: "no service holds a newer version of an account than ingestion has said",
    breaches: """
      select count(*) from ingestion.account a join reporting.account_state r using (account_id) where r.version > a.version
      """)

  private static let published = Invariant(
    name: "I5", rule: "each visit has its event in the outbox or is older than what the outbox keeps",
    breaches: """
      select count(*) from visit_capture.visits v
      where v.received_at > now() - interval '6 days' and not exists (
        select from visit_capture.outbox o
        where o.topic = \(Topics.visit.name) and o.key = convert_to(v.debtor_id || ':' || v.visit_id, 'UTF8'))
      """)

  /// A record is consumed once, and without effect in at most one way.
  private static func applied(by service: ServiceName) -> Invariant {
    Invariant(
      name: "I6", rule: "\(service.rawValue) accounts for every record that it consumed",
      breaches: """
        select count(*) from (
          select sum(consumed) as consumed, sum(next_offset - first_offset) as offsets,
            sum(duplicate + stale + dead_lettered + parked) as without_effect
          from \(identifier: service.schema).progress group by cluster
        ) as sums
        where consumed > offsets or without_effect > consumed
        """)
  }
}
