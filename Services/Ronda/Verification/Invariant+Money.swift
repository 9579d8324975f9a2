import Postgres

extension Invariant {
  /// I2 and I3: amounts are the same everywhere, and sums are those of a recomputation.
  static let money = [moneyExact, paidAsRecomputed, publicationCurrent]

  private static let moneyExact = Invariant(
    name: "I3", rule: "what is due and overdue on an account is the same in ingestion and in reporting, to the minor unit",
    breaches: """
      select account_id as id from ingestion.account a full join reporting.account_state r using (account_id)
      where r.overdue_minor is distinct from a.overdue_principal_minor + a.overdue_interest_minor + a.overdue_late_interest_minor
          + a.overdue_fees_minor + a.overdue_insurance_minor
        or r.total_due_minor is distinct from a.total_due_minor or r.currency is distinct from a.currency
      """)

  private static let paidAsRecomputed = Invariant(
    name: "I2", rule: "what was paid on an account, as published for BI, is the sum of its payments less what was reversed",
    breaches: """
      select p.account_id as id from reporting.pub_account p
      where p.row_version > 0 and p.paid_minor <> coalesce((
        select sum(case f.kind when 'posted' then f.amount_minor else -f.amount_minor end)
        from reporting.fact_payment f where f.account_id = p.account_id and f.currency = p.currency), 0)
      """)

  private static let publicationCurrent = Invariant(
    name: "I3", rule: "each account is published for BI with the amounts and the status that reporting knows",
    breaches: """
      select a.account_id as id from reporting.account_state a left join reporting.pub_account p using (account_id)
      where (p.total_due_minor, p.overdue_minor, p.currency, p.status) is distinct from
        (a.total_due_minor, a.overdue_minor, a.currency, a.status)
      """)
}
