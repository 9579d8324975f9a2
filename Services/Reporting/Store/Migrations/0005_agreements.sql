-- Each agreement as it stands: what was owed, let go, agreed and paid.
create table fact_agreement (
  agreement_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  creditor_id text not null,
  collector_id uuid not null,
  negotiation_type text not null,
  plan_code text not null,
  plan_version integer not null,
  state text not null,
  currency text not null,
  debt_minor bigint not null,
  waived_minor bigint not null,
  waiver_earned_minor bigint not null,
  total_minor bigint not null,
  paid_minor bigint not null,
  instalments integer not null,
  paid_instalments integer not null,
  late_instalments integer not null,
  overdue_instalments integer not null,
  approval_level integer not null,
  version bigint not null,
  made_at timestamptz not null,
  changed_at timestamptz not null
) with (fillfactor = 80);
create index fact_agreement_made on fact_agreement (made_at);
create index fact_agreement_account on fact_agreement (account_id);
