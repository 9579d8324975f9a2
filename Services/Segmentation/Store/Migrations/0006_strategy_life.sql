-- A strategy is drafted, published as a version that never changes, and retired.
alter table strategy_versions
  add column migration jsonb not null default '{"policy": "finish"}',
  add column drafted_by uuid,
  add column published_by uuid;

create table strategy_drafts (
  strategy_id text primary key check (strategy_id ~ '^[a-z0-9_-]{1,64}$'),
  name_es text not null,
  name_en text not null,
  position integer not null,
  entry text not null,
  circuit jsonb not null,
  migration jsonb not null,
  drafted_by uuid not null,
  changed_at timestamptz not null
);

create table retired_strategies (
  strategy_id text primary key,
  retired_by uuid not null,
  retired_at timestamptz not null
);
create trigger retirements_bump_revision after insert or delete on retired_strategies
  for each statement execute function bump_catalogue_revision();

-- Who changed what of all that people decide.
create table catalogue_changes (
  change_id bigint generated always as identity primary key,
  changed_at timestamptz not null,
  changed_by uuid not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);

alter table segments
  add column version bigint not null default 0,
  add column changed_at timestamptz not null default '2026-01-01T00:00:00Z';

-- A segment is worked by people, by groups, or by whoever owns the debtor when nobody is named.
create table segment_links (
  segment_id text not null references segments,
  staff_id uuid,
  team_id text,
  check (num_nonnulls(staff_id, team_id) = 1)
);
create unique index segment_links_once on segment_links (segment_id, coalesce(staff_id::text, team_id));

create table filters (
  filter_id text primary key check (filter_id ~ '^[a-z0-9_-]{1,64}$'),
  name text not null,
  condition text not null,
  saved_by uuid not null,
  saved_at timestamptz not null
);

-- How far accounts have been placed anew since the catalogue last changed. An account that is judged in between is placed by the way.
create table placement_sweep (
  only_row boolean primary key default true check (only_row),
  revision bigint not null,
  -- The last account that was looked at; null at the beginning.
  after uuid,
  is_done boolean not null
);
insert into placement_sweep (revision, is_done) values (0, false);

alter table tasks
  add column queue text,
  add column due_at timestamptz,
  add column service_due_at timestamptz,
  add column breached_at timestamptz;
create index tasks_by_segment on tasks using gin (segment_ids) where state = 'open';
create index callbacks_open on tasks (due_at) where state = 'open' and due_at is not null;

-- Work that people said is done.
create table task_completions (
  task_id uuid primary key,
  account_id uuid not null,
  completed_by uuid not null,
  completed_at timestamptz not null,
  result text
);
create index task_completions_by_account on task_completions (account_id);
