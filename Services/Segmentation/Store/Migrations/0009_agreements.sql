-- What became of agreements: who keeps to one is not worked.
create table agreements (
  agreement_id uuid primary key,
  account_id uuid not null,
  state text not null,
  overdue_instalments integer not null,
  -- When more of it last became overdue, or all of it was in default.
  broken_at timestamptz,
  changed_at timestamptz not null,
  version bigint not null
);
create index agreements_by_account on agreements (account_id);
