import Contracts
import Postgres

extension Invariant {
  /// I1, I2 and half of I5: what happened, in every place that keeps it, once.
  static let facts = [visitsOnce, paymentsOnce, published(.visits), published(.payments), accountsWorked]

  private static let visitsOnce = Invariant(
    name: "I1", rule: "each acknowledged visit stands once in visit capture and once in reporting, as of the same debtor",
    breaches: """
      select coalesce(v.visit_id, f.visit_id) as id from visit_capture.visits v full join reporting.fact_visit f using (visit_id)
      where v.visit_id is null or f.visit_id is null or v.debtor_id <> f.debtor_id
      """)

  private static let paymentsOnce = Invariant(
    name: "I2", rule: "each payment counts once, on the same account with the same amount, in ingestion and in reporting",
    breaches: """
      select creditor_id || '/' || payment_id as id
      from ingestion.payment p full join reporting.fact_payment f using (creditor_id, payment_id)
      where (p.account_id, p.amount_minor, p.currency, p.kind) is distinct from (f.account_id, f.amount_minor, f.currency, f.kind)
      """)

  private static let accountsWorked = Invariant(
    name: "C14", rule: "each worked account stands on a strategy",
    breaches: """
      select a.account_id as id from ingestion.account a where a.status in ('active', 'charged_off') and not exists (
        select from segmentation.treatments t where t.account_id = a.account_id and t.strategy_id is not null)
      """)

  /// A fact and its event exist together. The outbox keeps a fact's event for a week.
  private static func published(_ fact: Fact) -> Invariant {
    Invariant(
      name: "I5", rule: "each of the \(fact.name) of the last days has its event in the outbox, and each such event its row",
      breaches: """
        select coalesce(t.fact, o.fact) as id
        from (select \(fact.id) as fact, \(fact.time) as at from \(unsafeRaw: fact.table)) t
        full join (
          select distinct substr(convert_from(key, 'UTF8'), strpos(convert_from(key, 'UTF8'), ':') + 1) as fact
          from \(unsafeRaw: fact.outbox) where topic = \(fact.topic.name)
        ) o using (fact)
        where t.fact is null or (o.fact is null and t.at > now() - interval '6 days')
        """)
  }

  private struct Fact {
    let name: String
    let table: String
    let outbox: String
    let topic: Topic
    let id: SQL
    let time: SQL

    static let visits = Fact(
      name: "visits", table: "visit_capture.visits", outbox: "visit_capture.outbox", topic: Topics.visit, id: "visit_id::text",
      time: "received_at")
    static let payments = Fact(
      name: "payments", table: "ingestion.payment", outbox: "ingestion.outbox", topic: Topics.payment,
      id: "creditor_id || '/' || payment_id", time: "recorded_at")
  }
}
