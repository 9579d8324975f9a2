-- What whoever works a segment must be able to do, all of it.
alter table segments add column skills text[] not null default '{}';

-- Who could work segments, as identity told.
create table staff (
  staff_id uuid primary key,
  team_id text,
  skills text[] not null,
  is_active boolean not null,
  version bigint not null
);
create index staff_by_team on staff (team_id);
