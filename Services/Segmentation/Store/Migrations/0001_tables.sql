-- What people decide. One row holds the settings that apply to all strategies; the revision grows with every change of the catalogue,
-- so that a running service notices a change with one small read.
create table catalogue (
  only_row boolean primary key default true check (only_row),
  revision bigint not null,
  policy jsonb not null
);

create table segments (
  segment_id text primary key check (segment_id ~ '^[a-z0-9_-]{1,64}$'),
  name_es text not null,
  name_en text not null,
  condition jsonb not null,
  is_active boolean not null default true
);

create table strategy_versions (
  strategy_id text not null check (strategy_id ~ '^[a-z0-9_-]{1,64}$'),
  version integer not null check (version > 0),
  name_es text not null,
  name_en text not null,
  position integer not null,
  entry jsonb not null,
  circuit jsonb not null,
  published_at timestamptz not null,
  primary key (strategy_id, version)
);

create function refuse_change_of_published_strategy() returns trigger language plpgsql as $$
begin
  raise exception 'a published strategy version never changes: publish a new one' using errcode = 'restrict_violation';
end
$$;

create trigger published_strategy_never_changes before update or delete on strategy_versions
  for each row execute function refuse_change_of_published_strategy();

create function bump_catalogue_revision() returns trigger language plpgsql as $$
begin
  update catalogue set revision = revision + 1;
  return null;
end
$$;

create trigger segments_bump_revision after insert or update or delete on segments
  for each statement execute function bump_catalogue_revision();
create trigger strategies_bump_revision after insert on strategy_versions
  for each statement execute function bump_catalogue_revision();

-- What the topics told.
create table debtors (
  debtor_id uuid primary key,
  country text,
  time_zone text,
  language text,
  person_type text,
  birth_date date,
  state text,
  city text,
  district text,
  has_email boolean not null default false,
  -- 0: an account named the debtor, whose own event has not come yet.
  version bigint not null default 0
);

create table accounts (
  account_id uuid primary key,
  debtor_id uuid not null,
  creditor_id text not null,
  product_code text,
  product_type text not null,
  branch_code text,
  currency text not null,
  status text not null,
  days_past_due bigint not null,
  oldest_due_date date,
  total_due_minor bigint not null,
  overdue_minor bigint not null,
  next_due_date date,
  next_due_minor bigint,
  last_payment_date date,
  risk_score bigint,
  flags jsonb not null,
  attributes jsonb not null,
  business_date date not null,
  version bigint not null,
  updated_at timestamptz not null
);
create index accounts_by_debtor on accounts (debtor_id);

-- What the newest payment says is overdue; it can come before or after the account state that includes it.
create table payment_marks (
  account_id uuid primary key,
  overdue_minor bigint not null,
  recorded_at timestamptz not null
);

create table account_visits (
  account_id uuid not null,
  visit_id uuid not null,
  captured_at timestamptz not null,
  contact_type text not null,
  outcome text not null,
  task_ids uuid[] not null,
  primary key (account_id, visit_id)
);

create table promises (
  promise_id uuid primary key,
  account_id uuid not null,
  due_on date not null,
  state text not null,
  version bigint not null
);
create index promises_by_account on promises (account_id);

-- What follows. A treatment of version 0 has not been judged yet: its row is there to be locked, because whoever changes what is known
-- about an account locks its treatment afterwards, and so the last one to judge has seen everything.
create table treatments (
  account_id uuid primary key,
  debtor_id uuid,
  creditor_id text,
  stage text,
  stage_since date,
  bucket text,
  segment_ids text[] not null default '{}',
  strategy_id text,
  strategy_version integer,
  cycle bigint not null default 0,
  step text,
  step_since timestamptz,
  anchor date,
  state text,
  next_at timestamptz,
  version bigint not null default 0,
  changed_at timestamptz,
  check (version = 0 or (debtor_id, creditor_id, stage, stage_since, bucket, step_since, state, changed_at) is not null),
  check (state is distinct from 'active' or (strategy_id is not null and strategy_version is not null)),
  foreign key (strategy_id, strategy_version) references strategy_versions
);
create index treatments_due on treatments (next_at) where next_at is not null;
create index treatments_by_strategy on treatments (strategy_id, strategy_version);

create table stage_changes (
  account_id uuid not null,
  treatment_version bigint not null,
  stage_from text,
  stage_to text not null,
  effective_on date not null,
  changed_at timestamptz not null,
  primary key (account_id, treatment_version)
);

create table tasks (
  task_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  creditor_id text not null,
  kind text not null,
  state text not null,
  close_reason text,
  strategy_id text not null,
  strategy_version integer not null,
  step text not null,
  cycle bigint not null,
  template text,
  due_on date not null,
  expires_on date not null,
  priority integer not null,
  amount_minor bigint not null,
  currency text not null,
  days_past_due bigint not null,
  segment_ids text[] not null default '{}',
  version bigint not null,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  unique (account_id, cycle, strategy_id, strategy_version, step),
  check ((state = 'closed') = (close_reason is not null)),
  foreign key (strategy_id, strategy_version) references strategy_versions
);
create index tasks_open on tasks (kind, priority desc, task_id) where state = 'open';

-- The invariant that no active account is without a circuit: this view is always empty.
create view accounts_without_circuit as
  select a.account_id, a.creditor_id, a.status
  from accounts a
  left join treatments t using (account_id)
  where a.status in ('active', 'charged_off') and (t.strategy_id is null or coalesce(t.state, 'closed') = 'closed');
