-- Where collectors work. A point belongs to the zone that covers it, border included; where several do, to the one whose code comes first.
create table zones (
  zone_id uuid primary key,
  code text collate "C" not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
  name text not null,
  city text not null,
  country text not null,
  time_zone text not null,
  boundary geometry(MultiPolygon, 4326) not null check (st_isvalid(boundary)),
  version bigint not null,
  updated_at timestamptz not null
);
create index zones_boundary on zones using gist (boundary);

-- Every version of a zone that was ever in force, the present one included.
create table zone_versions (
  zone_id uuid not null references zones,
  version bigint not null,
  name text not null,
  city text not null,
  country text not null,
  time_zone text not null,
  boundary geometry(MultiPolygon, 4326) not null,
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (zone_id, version)
);

-- What the topics told.
create table collectors (
  collector_id uuid primary key,
  full_name text not null,
  team_id text,
  zone_codes text[] not null,
  city text,
  latitude_e6 integer,
  longitude_e6 integer,
  time_zone text not null,
  shift_starts_minute integer not null,
  shift_ends_minute integer not null,
  maximum_stops integer not null,
  is_active boolean not null,
  version bigint not null
);
create index collectors_by_zone on collectors using gin (zone_codes);

create table debtors (
  debtor_id uuid primary key,
  full_name text,
  country text,
  time_zone text,
  city text,
  address_id uuid,
  address_kind text,
  address_country text,
  latitude_e6 integer,
  longitude_e6 integer,
  visit_consent boolean,
  -- 0: a task named the debtor, whose own event has not come yet.
  version bigint not null default 0,
  -- Who works the debtor in the field.
  zone_id uuid references zones,
  collector_id uuid,
  team_id text,
  exception text check (exception in ('no_location', 'outside_zones', 'no_collector')),
  assignment_version bigint not null default 0,
  assigned_at timestamptz,
  -- Something changed that decides about owner or plan.
  is_dirty boolean not null default false
);
create index debtors_dirty on debtors (debtor_id) where is_dirty;
create index debtors_by_zone on debtors (zone_id);
create index debtors_by_collector on debtors (collector_id);
create index debtors_excepted on debtors (exception) where exception is not null;

create table accounts (
  account_id uuid primary key,
  debtor_id uuid not null,
  currency text not null,
  product_type text,
  -- The flags that pause or limit contact, as ContactFlags counts them.
  flags integer not null default 0,
  visit_authorised boolean not null default false,
  is_worked boolean not null default true,
  -- What is overdue, as the newest of account state, payment and task says.
  overdue_minor bigint not null,
  overdue_at timestamptz not null,
  -- 0: a task or a payment named the account, whose own event has not come yet.
  version bigint not null default 0
);
create index accounts_by_debtor on accounts (debtor_id);

create table tasks (
  task_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  creditor_id text not null,
  priority integer not null,
  amount_minor bigint not null,
  currency text not null,
  days_past_due integer not null,
  due_on date not null,
  expires_on date not null,
  is_open boolean not null,
  close_reason text,
  version bigint not null
);
create index tasks_open on tasks (debtor_id) where is_open;

create table visits (
  visit_id uuid primary key,
  debtor_id uuid not null,
  business_date date not null,
  captured_at timestamptz not null,
  reached boolean not null
);
create index visits_by_debtor on visits (debtor_id, captured_at);

-- Zones whose plans have to be made again. The revision grows with every change, so that a change during planning is not lost.
create table planning_queue (
  zone_id uuid primary key references zones,
  revision bigint not null default 1
);

-- Plans that people asked for.
create table plan_requests (
  zone_id uuid not null references zones,
  business_date date not null,
  requested_by uuid not null,
  requested_at timestamptz not null,
  primary key (zone_id, business_date)
);

create table plans (
  business_date date not null,
  zone_id uuid not null references zones,
  -- What the plan was made from; the same again needs no planning.
  fingerprint bigint not null,
  stops integer not null,
  left_out integer not null,
  planned_at timestamptz not null,
  primary key (business_date, zone_id)
);

create table routes (
  route_id uuid primary key,
  collector_id uuid not null,
  business_date date not null,
  zone_id uuid not null references zones,
  team_id text,
  time_zone text not null,
  start_latitude_e6 integer not null,
  start_longitude_e6 integer not null,
  end_latitude_e6 integer not null,
  end_longitude_e6 integer not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  distance_metres bigint not null,
  duration_seconds bigint not null,
  cause text not null,
  version bigint not null,
  planned_at timestamptz not null,
  unique (collector_id, business_date)
);
create index routes_by_date on routes (business_date, zone_id);

create table stops (
  stop_id uuid primary key,
  route_id uuid not null references routes,
  business_date date not null,
  sequence integer not null,
  debtor_id uuid not null,
  address_id uuid not null,
  latitude_e6 integer not null,
  longitude_e6 integer not null,
  task_ids uuid[] not null,
  account_ids uuid[] not null,
  -- When the visit may begin: opening and last beginning of each legal window in turn, milliseconds since 1970.
  windows bigint[] not null,
  service_seconds integer not null,
  arrives_at timestamptz not null,
  starts_at timestamptz not null,
  departs_at timestamptz not null,
  priority integer not null,
  amount_minor bigint not null,
  currency text not null,
  score jsonb not null,
  status text not null,
  unique (debtor_id, business_date)
);
create index stops_by_route on stops (route_id);
create index stops_planned on stops (debtor_id) where status = 'planned';

-- The tasks that a plan leaves out, and why.
create table left_out (
  business_date date not null,
  task_id uuid not null,
  zone_id uuid not null references zones,
  debtor_id uuid not null,
  code text not null,
  -- Contact reasons and rules of a legal refusal.
  contact_reasons text[] not null,
  rule_ids text[] not null,
  -- One for each collector: [{"collector_id", "code", "detail"}].
  reasons jsonb not null,
  score jsonb not null,
  primary key (business_date, task_id)
);
create index left_out_by_zone on left_out (business_date, zone_id);
