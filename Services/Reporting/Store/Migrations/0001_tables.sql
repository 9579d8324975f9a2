-- States: what other services say now. Each row has the newest version that has been taken.
create table account_state (
  account_id uuid primary key,
  debtor_id uuid not null,
  creditor_id text not null,
  product_type text not null,
  branch_code text,
  currency text not null,
  status text not null,
  days_past_due integer not null,
  total_due_minor bigint not null,
  overdue_minor bigint not null,
  business_date date not null,
  version bigint not null,
  updated_at timestamptz not null
) with (fillfactor = 80);
create index account_state_debtor on account_state (debtor_id);

create table treatment_state (
  account_id uuid primary key,
  debtor_id uuid not null,
  stage text not null,
  bucket text not null,
  segment_ids text[] not null,
  strategy_id text,
  state text not null,
  version bigint not null,
  changed_at timestamptz not null
) with (fillfactor = 80);

-- Of a debtor only the zone in which its dates are judged; no personal data comes here.
create table debtor_state (
  debtor_id uuid primary key,
  country text not null,
  -- null: the debtor's own is not known to this machine, and that of the installation counts.
  time_zone text,
  version bigint not null
);

-- Who works a debtor now. Version 0: nothing is known yet, and the row is only what a transaction locks.
create table assignment_state (
  debtor_id uuid primary key,
  zone_id uuid,
  collector_id uuid,
  team_id text,
  version bigint not null default 0,
  changed_at timestamptz
) with (fillfactor = 80);
create index assignment_state_collector on assignment_state (collector_id);

-- Every assignment that was heard of: says whose a debtor was at any time.
create table assignment_change (
  debtor_id uuid not null,
  version bigint not null,
  zone_id uuid,
  collector_id uuid,
  team_id text,
  changed_at timestamptz not null,
  primary key (debtor_id, version)
);

create table staff_state (
  staff_id uuid primary key,
  full_name text not null,
  roles text[] not null,
  team_id text,
  time_zone text,
  active boolean not null,
  version bigint not null,
  changed_at timestamptz not null
);

create table zone_code (
  zone_id uuid primary key,
  code text not null
);

create table task_state (
  task_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  creditor_id text not null,
  kind text not null,
  state text not null,
  close_reason text,
  due_on date not null,
  expires_on date not null,
  amount_minor bigint not null,
  currency text not null,
  version bigint not null,
  changed_at timestamptz not null
) with (fillfactor = 80);
create index task_state_account on task_state (account_id);

create table notification_state (
  message_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid,
  channel text not null,
  template text not null,
  state text not null,
  reason text,
  sent_at timestamptz,
  version bigint not null,
  changed_at timestamptz not null
) with (fillfactor = 80);
create index notification_state_account on notification_state (account_id);

create table route_state (
  collector_id uuid not null,
  business_date date not null,
  route_id uuid not null,
  zone_id uuid,
  team_id text,
  stops integer not null,
  distance_m bigint not null,
  duration_s bigint not null,
  cause text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  version bigint not null,
  planned_at timestamptz not null,
  primary key (collector_id, business_date)
);
create index route_state_date on route_state (business_date);

-- The stops of the newest version of each route.
create table route_stop (
  collector_id uuid not null,
  business_date date not null,
  sequence integer not null,
  stop_id uuid not null,
  debtor_id uuid not null,
  account_ids uuid[] not null,
  amount_minor bigint not null,
  currency text not null,
  status text not null,
  primary key (collector_id, business_date, sequence)
);
create index route_stop_date on route_stop (business_date);

create table position_state (
  collector_id uuid primary key,
  position_id uuid not null,
  team_id text,
  latitude_e6 integer not null,
  longitude_e6 integer not null,
  accuracy_m integer,
  mock boolean not null,
  captured_at timestamptz not null,
  received_at timestamptz not null
) with (fillfactor = 80);

-- Facts: what happened, once, under its natural key.
create table fact_visit (
  visit_id uuid primary key,
  debtor_id uuid not null,
  account_ids uuid[] not null,
  route_id uuid,
  stop_id uuid,
  collector_id uuid not null,
  team_id text,
  zone_id uuid,
  -- By capture time: a visit that comes late belongs to the day on which it was made.
  business_date date not null,
  outcome text not null,
  contact_type text not null,
  geo_verdict text not null,
  contact_allowed boolean not null,
  late boolean not null,
  promise_id uuid,
  latitude_e6 integer,
  longitude_e6 integer,
  arrived_at timestamptz,
  captured_at timestamptz not null,
  received_at timestamptz not null
);
create index fact_visit_date on fact_visit (business_date);
create index fact_visit_debtor on fact_visit (debtor_id);

create table fact_payment (
  creditor_id text not null,
  payment_id text not null,
  account_id uuid not null,
  debtor_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  kind text not null,
  reversal_of text,
  -- The bank's value date.
  business_date date not null,
  posted_at timestamptz not null,
  recorded_at timestamptz not null,
  channel text,
  -- Who owned the debtor when the payment was recorded: the last assignment up to that instant. Null: nobody.
  collector_id uuid,
  zone_id uuid,
  team_id text,
  primary key (creditor_id, payment_id)
);
create index fact_payment_date on fact_payment (business_date);
create index fact_payment_account on fact_payment (account_id);
create index fact_payment_debtor on fact_payment (debtor_id);

create table fact_promise (
  promise_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  visit_id uuid,
  collector_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  due_on date not null,
  state text not null,
  paid_minor bigint not null,
  version bigint not null,
  made_at timestamptz not null,
  changed_at timestamptz not null
) with (fillfactor = 80);
create index fact_promise_made on fact_promise (made_at);
create index fact_promise_visit on fact_promise (visit_id);
create index fact_promise_account on fact_promise (account_id);

-- The rows of the topics for BI as they were last published. Version 0: not published yet, and the row is only what a transaction locks.
create table pub_account (
  account_id uuid primary key,
  row_version bigint not null default 0,
  debtor_id uuid,
  creditor_id text,
  product_type text,
  branch_code text,
  currency text,
  status text,
  stage text,
  bucket text,
  strategy_id text,
  days_past_due integer,
  total_due_minor bigint,
  overdue_minor bigint,
  paid_minor bigint,
  zone_id uuid,
  collector_id uuid,
  business_date date
) with (fillfactor = 70);

create table pub_visit (
  visit_id uuid primary key,
  row_version bigint not null default 0,
  promised_minor bigint,
  currency text
) with (fillfactor = 80);

-- What screens are told at once. Ordered by (xact, id): a row whose transaction commits later than that of a higher id has a higher xact
-- or is not passed before it, because nobody reads rows of transactions that may still be running.
create table live_event (
  id bigint generated always as identity,
  xact bigint not null default (pg_current_xact_id()::text)::bigint,
  at timestamptz not null,
  -- Null: only for those who see every team.
  team_id text,
  collector_id uuid,
  creditor_ids text[] not null,
  kind text not null,
  -- The day whose figures it changes.
  business_date date,
  payload jsonb not null,
  primary key (xact, id)
);
create index live_event_at on live_event (at);
