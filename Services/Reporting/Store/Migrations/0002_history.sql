-- Of the installation: one row, which the service writes when it starts.
create table installation (
  one boolean primary key default true check (one),
  -- In which a day is meant where nobody's own zone is known.
  time_zone text not null
);
insert into installation (time_zone) values ('America/Lima');

-- `outcome` and `contact_type` are what counts: the last correction, and without one what was recorded.
alter table fact_visit add column recorded_outcome text, add column recorded_contact_type text, add column corrected_at timestamptz;
update fact_visit set recorded_outcome = outcome, recorded_contact_type = contact_type;
alter table fact_visit alter column recorded_outcome set not null, alter column recorded_contact_type set not null;
create index fact_visit_collector on fact_visit (collector_id, business_date);

create table fact_correction (
  correction_id uuid primary key,
  visit_id uuid not null,
  staff_id uuid not null,
  outcome text not null,
  contact_type text not null,
  made_at timestamptz not null
);
create index fact_correction_visit on fact_correction (visit_id);

-- The day on which a promise was made, in the debtor's zone.
alter table fact_promise add column business_date date, add column account_ids uuid[];
update fact_promise p set account_ids = array[account_id], business_date = (p.made_at at time zone coalesce(
  (select d.time_zone from debtor_state d where d.debtor_id = p.debtor_id), (select i.time_zone from installation i)))::date;
alter table fact_promise alter column business_date set not null, alter column account_ids set not null;
create index fact_promise_date on fact_promise (business_date);
create index fact_promise_due on fact_promise (due_on);
create index fact_promise_debtor on fact_promise (debtor_id);
create index fact_promise_collector on fact_promise (collector_id, business_date);
drop index fact_promise_made;

-- Of the row on the topic for BI; it rises when a payment is attributed to somebody else.
alter table fact_payment add column row_version bigint not null default 1;
create index fact_payment_collector on fact_payment (collector_id, business_date);

-- What an account stood at by the end of each business date on which something was said of it. What is said late of an earlier date
-- changes that date, and with it every indicator that looks back at it.
create table account_day (
  account_id uuid not null,
  business_date date not null,
  status text not null,
  days_past_due integer not null,
  total_due_minor bigint not null,
  overdue_minor bigint not null,
  version bigint not null,
  primary key (account_id, business_date)
);
insert into account_day
  select account_id, business_date, status, days_past_due, total_due_minor, overdue_minor, version from account_state;

-- In which segments an account stood from an instant on.
create table segment_change (
  account_id uuid not null,
  version bigint not null,
  segment_ids text[] not null,
  changed_at timestamptz not null,
  primary key (account_id, version)
);
insert into segment_change select account_id, version, segment_ids, changed_at from treatment_state;
create index treatment_state_segments on treatment_state using gin (segment_ids);

-- Days past due are told apart by these; they must not leave a gap. Change them here, and every indicator follows, also for the past.
create table dpd_bucket (
  sequence integer primary key,
  name text not null unique,
  first_day integer not null,
  last_day integer not null,
  exclude using gist (int8range(first_day, last_day, '[]') with &&)
);
insert into dpd_bucket values
  (0, 'current', -2147483648, 0), (1, '1-30', 1, 30), (2, '31-60', 31, 60), (3, '61-90', 61, 90), (4, '91-120', 91, 120),
  (5, '121-150', 121, 150), (6, '151-180', 151, 180), (7, '>180', 181, 2147483647);

-- How long a collector works by the own shift. Null: not heard of yet.
alter table staff_state add column shift_seconds bigint;

-- A route as it was last planned before its shift began, else as it was first heard of: what was meant to be done, and in which order.
-- Routes are kept up to date as the day goes, and then say less and less of what was meant.
create table plan_state (
  collector_id uuid not null,
  business_date date not null,
  version bigint not null,
  is_early boolean not null,
  primary key (collector_id, business_date)
);
create table plan_stop (
  collector_id uuid not null,
  business_date date not null,
  sequence integer not null,
  stop_id uuid not null,
  debtor_id uuid not null,
  latitude_e6 integer not null,
  longitude_e6 integer not null,
  arrives_at timestamptz not null,
  primary key (collector_id, business_date, sequence)
);

-- Where collectors were. Kept for `reporting.trail.days`; a day whose points are gone keeps the metres that were counted.
create table trail_point (
  collector_id uuid not null,
  business_date date not null,
  captured_at timestamptz not null,
  position_id uuid not null,
  latitude_e6 integer not null,
  longitude_e6 integer not null,
  accuracy_m integer,
  mock boolean not null,
  primary key (collector_id, business_date, captured_at, position_id)
);
create index trail_point_date on trail_point (business_date);

-- Days whose rows on the topics for BI have to be counted again, and what led to it. Only added to, so that nobody waits for anybody;
-- whoever counts takes the marks away.
create table day_mark (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('collector', 'segment')),
  key text not null,
  business_date date not null,
  cause text not null
);

-- The rows of the topics for BI as they were last published.
alter table pub_visit add column outcome text, add column contact_type text;

create table pub_promise (
  promise_id uuid primary key,
  row_version bigint not null default 0,
  account_id uuid,
  visit_id uuid,
  collector_id uuid,
  team_id text,
  zone_id uuid,
  business_date date,
  amount_minor bigint,
  currency text,
  due_on date,
  state text,
  paid_minor bigint
) with (fillfactor = 80);

-- `currency` is empty in the row of the counts.
create table pub_collector_day (
  collector_id uuid not null,
  business_date date not null,
  currency text not null,
  row_version bigint not null,
  team_id text,
  planned_stops bigint not null,
  planned_stops_visited bigint not null,
  visits bigint not null,
  contacts bigint not null,
  right_party_contacts bigint not null,
  inside_fence_visits bigint not null,
  late_visits bigint not null,
  on_site_seconds bigint not null,
  shift_seconds bigint not null,
  walked_metres bigint not null,
  promises bigint not null,
  promised_minor bigint not null,
  payments bigint not null,
  paid_minor bigint not null,
  reversals bigint not null,
  reversed_minor bigint not null,
  updated_at timestamptz not null,
  primary key (collector_id, business_date, currency)
) with (fillfactor = 80);
create index pub_collector_day_date on pub_collector_day (business_date);

create table pub_segment_day (
  segment_id text not null,
  business_date date not null,
  currency text not null,
  row_version bigint not null,
  accounts bigint not null,
  overdue_minor bigint not null,
  visits bigint not null,
  contacts bigint not null,
  right_party_contacts bigint not null,
  promises bigint not null,
  promised_minor bigint not null,
  payments bigint not null,
  paid_minor bigint not null,
  reversals bigint not null,
  reversed_minor bigint not null,
  updated_at timestamptz not null,
  primary key (segment_id, business_date, currency)
) with (fillfactor = 80);
create index pub_segment_day_date on pub_segment_day (business_date);

-- What a day of a collector costs, from a date on; a team without rates of its own has those of the empty one.
create table cost_rate (
  team_id text not null,
  currency text not null,
  valid_from date not null,
  per_day_minor bigint not null check (per_day_minor >= 0),
  per_kilometre_minor bigint not null check (per_kilometre_minor >= 0),
  primary key (team_id, currency, valid_from)
);
