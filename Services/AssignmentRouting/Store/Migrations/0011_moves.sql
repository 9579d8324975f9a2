-- Who gave which debtor to whom, for good: a row for each change of owner that somebody lost or made, and for each visit that was pinned to a
-- collector. First owners that the service finds by itself are no moves.
create table moves (
  move_id bigint generated always as identity primary key,
  moved_at timestamptz not null,
  debtor_id uuid not null,
  zone_id uuid references zones,
  from_collector_id uuid,
  to_collector_id uuid,
  cause text not null check (cause in ('job', 'distribution', 'undo', 'pin', 'shared_out')),
  -- Nobody: the service itself.
  moved_by uuid check (moved_by is not null or cause = 'shared_out'),
  -- The job or distribution.
  operation_id uuid
);
create index moves_by_debtor on moves (debtor_id, move_id);
create index moves_from on moves (from_collector_id, move_id);
create index moves_to on moves (to_collector_id, move_id);
