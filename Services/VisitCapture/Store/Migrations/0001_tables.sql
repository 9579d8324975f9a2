-- What the topics told. Each row is the newest version that was seen; `event` is the event itself.
create table staff (
  staff_id uuid primary key,
  team_id text,
  roles text[] not null,
  creditor_ids text[] not null,
  time_zone text not null,
  active boolean not null,
  version bigint not null
);

create table debtors (
  debtor_id uuid primary key,
  event jsonb not null,
  version bigint not null
);

create table accounts (
  account_id uuid primary key,
  debtor_id uuid not null,
  creditor_id text not null,
  event jsonb not null,
  version bigint not null
);
create index accounts_by_debtor on accounts (debtor_id);

create table tasks (
  task_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  kind text not null,
  state text not null,
  version bigint not null
);
create index open_visit_tasks on tasks (debtor_id) where kind = 'visit' and state = 'open';

create table assignments (
  debtor_id uuid primary key,
  zone_id uuid,
  collector_id uuid,
  team_id text,
  version bigint not null
);

create table routes (
  collector_id uuid not null,
  business_date date not null,
  event jsonb not null,
  version bigint not null,
  primary key (collector_id, business_date)
);

-- Every stop that was ever on a route of the day: a collector without network may still visit one that was dropped since.
create table route_stops (
  collector_id uuid not null,
  business_date date not null,
  stop_id uuid not null,
  route_id uuid not null,
  zone_id uuid,
  team_id text,
  debtor_id uuid not null,
  address_id uuid not null,
  latitude_e6 integer not null,
  longitude_e6 integer not null,
  task_ids uuid[] not null,
  account_ids uuid[] not null,
  primary key (collector_id, business_date, stop_id)
);
create index route_stops_by_debtor on route_stops (debtor_id);

create table notifications (
  message_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid,
  channel text not null,
  template text not null,
  state text not null,
  sent_at timestamptz,
  version bigint not null,
  changed_at timestamptz not null
);
create index notifications_by_debtor on notifications (debtor_id);

create table payments (
  creditor_id text not null,
  payment_id text not null,
  account_id uuid not null,
  debtor_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  kind text not null,
  reversal_of text,
  value_date date not null,
  posted_at timestamptz not null,
  primary key (creditor_id, payment_id)
);
create index payments_by_account on payments (account_id, value_date);

-- What a device may record, by jurisdiction ('*': where there is no tree of its own). A published version never changes.
create table outcome_trees (
  country text not null check (country = '*' or country ~ '^[A-Z]{2}$'),
  version integer not null check (version > 0),
  tree jsonb not null,
  published_at timestamptz not null default now(),
  primary key (country, version)
);

-- What a promise must be like. Shares are in thousandths; `minimum_minor` is by currency.
create table promise_policies (
  country text not null check (country = '*' or country ~ '^[A-Z]{2}$'),
  version integer not null check (version > 0),
  minimum_share_permille integer not null check (minimum_share_permille between 0 and 1000),
  minimum_minor jsonb not null,
  maximum_days integer not null check (maximum_days >= 0),
  grace_days integer not null check (grace_days between 0 and 60),
  tolerance_permille integer not null check (tolerance_permille between 0 and 1000),
  partial_permille integer not null check (partial_permille between 1 and 1000),
  published_at timestamptz not null default now(),
  primary key (country, version)
);

create function refuse_change_of_published_rule() returns trigger language plpgsql as $$
begin
  raise exception 'a published version never changes: publish a new one' using errcode = 'restrict_violation';
end
$$;

create trigger published_tree_never_changes before update or delete on outcome_trees
  for each row execute function refuse_change_of_published_rule();
create trigger published_policy_never_changes before update or delete on promise_policies
  for each row execute function refuse_change_of_published_rule();

-- What happened. The ids are made on the devices; `fingerprint` is the SHA-256 of what the device sent, so that the same record sent
-- again is told from another record under the same id.
create table visits (
  visit_id uuid primary key,
  fingerprint bytea not null,
  debtor_id uuid not null,
  account_ids uuid[] not null,
  collector_id uuid not null,
  team_id text,
  business_date date not null,
  outcome text not null,
  tree_version integer not null,
  reason text,
  contact_type text not null,
  mock boolean not null,
  captured_at timestamptz not null,
  received_at timestamptz not null,
  event jsonb not null
);
create index visits_by_debtor on visits (debtor_id, captured_at);
create index visits_by_collector on visits (collector_id, business_date);
create index visits_by_date on visits (business_date, captured_at, visit_id);

create table positions (
  position_id uuid primary key,
  fingerprint bytea not null,
  collector_id uuid not null,
  team_id text,
  latitude_e6 integer not null,
  longitude_e6 integer not null,
  accuracy_m integer,
  mock boolean not null,
  captured_at timestamptz not null,
  received_at timestamptz not null
);
create index positions_by_collector on positions (collector_id, captured_at);

-- Judged by the terms under which they were made: the last three columns before `state`.
create table promises (
  promise_id uuid primary key,
  fingerprint bytea not null,
  debtor_id uuid not null,
  account_id uuid not null,
  visit_id uuid,
  collector_id uuid not null,
  team_id text,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  made_on date not null,
  due_on date not null,
  time_zone text not null,
  made_at timestamptz not null,
  cut_off_on date not null,
  tolerance_permille integer not null,
  partial_permille integer not null,
  state text not null,
  paid_minor bigint not null check (paid_minor between 0 and amount_minor),
  version bigint not null,
  changed_at timestamptz not null
);
create index promises_by_account on promises (account_id);
create index promises_by_debtor on promises (debtor_id);
create index promises_to_judge on promises (cut_off_on) where state = 'active';
