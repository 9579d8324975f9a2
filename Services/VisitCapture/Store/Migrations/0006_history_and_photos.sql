-- Every state that a promise was in: history is added to and never overwritten.
create table promise_changes (
  promise_id uuid not null,
  version bigint not null,
  account_ids uuid[] not null,
  state text not null,
  amount_minor bigint not null,
  currency text not null,
  paid_minor bigint not null,
  changed_at timestamptz not null,
  primary key (promise_id, version)
);
create index promise_changes_by_account on promise_changes using gin (account_ids);
insert into promise_changes
  select promise_id, version, account_ids, state, amount_minor, currency, paid_minor, changed_at from promises;

-- What somebody says afterwards that a visit should have said. The visit stays as it was recorded.
create table visit_corrections (
  correction_id uuid primary key,
  fingerprint bytea not null,
  visit_id uuid not null references visits,
  staff_id uuid not null,
  contact_type text not null,
  outcome text not null,
  note text,
  why text not null,
  made_at timestamptz not null
);
create index visit_corrections_by_visit on visit_corrections (visit_id);

create function refuse_change_of_history() returns trigger language plpgsql as $$
begin
  raise exception 'history is not changed: add an entry that corrects it' using errcode = 'restrict_violation';
end
$$;
create trigger promise_history_never_changes before update or delete on promise_changes
  for each row execute function refuse_change_of_history();
-- The texts alone can be blanked, when somebody has to be forgotten.
create trigger corrections_never_change before update of correction_id, visit_id, staff_id, contact_type, outcome, made_at or delete
  on visit_corrections for each row execute function refuse_change_of_history();

-- How far the clock of the device was behind ours when it sent the visit, in seconds; null when it did not say.
alter table visits add column clock_drift_s bigint;

-- Photographs of visits. The bytes are in a file named after the photograph; `received_bytes` of it have been acknowledged, and nobody
-- sees it before it is `stored`.
create table photos (
  photo_id uuid primary key,
  visit_id uuid not null references visits,
  collector_id uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes > 0),
  content_type text not null,
  captured_at timestamptz not null,
  latitude_e6 integer,
  longitude_e6 integer,
  received_bytes bigint not null default 0 check (received_bytes between 0 and size_bytes),
  width integer,
  height integer,
  declared_at timestamptz not null,
  stored_at timestamptz
);
create index photos_by_visit on photos (visit_id);

-- What devices of people who have left sent. Nothing of it counts until somebody lets it.
create table quarantined_batches (
  batch_id uuid primary key,
  collector_id uuid not null,
  team_id text,
  records integer not null,
  body jsonb not null,
  received_at timestamptz not null,
  state text not null default 'held' check (state in ('held', 'released', 'discarded')),
  decided_by uuid,
  decided_at timestamptz,
  reason text,
  check ((state = 'held') = (decided_at is null))
);
create index held_batches on quarantined_batches (received_at) where state = 'held';
