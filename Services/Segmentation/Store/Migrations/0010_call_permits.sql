-- When each open call may be made. A call without a row, or without a window, is handed to nobody.
create table call_permits (
  task_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  opens_at timestamptz,
  closes_at timestamptz,
  -- What refuses it outside of the window, and what opens the window.
  reason text,
  refusing_rule_ids text[] not null default '{}',
  opening_rule_ids text[] not null default '{}',
  law_version text not null,
  -- When it is to be judged again though nothing is heard of the debtor.
  review_at timestamptz not null,
  check ((opens_at is null) = (closes_at is null))
);
create index call_permits_to_review on call_permits (review_at);

-- Calls that are open now are judged at once.
insert into call_permits (task_id, debtor_id, account_id, reason, law_version, review_at)
  select task_id, debtor_id, account_id, 'not_judged', '', now() from tasks where kind = 'call' and state = 'open';

create index tasks_open_calls on tasks (debtor_id) where state = 'open' and kind = 'call';

-- What the debtor said about being called; null: never asked.
alter table debtors add column call_consent boolean;
