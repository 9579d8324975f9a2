-- What a collector can do beyond what everybody can.
alter table collectors add column skills text[] not null default '{}';

-- To whom segments were given, and what their work asks for, as segmentation told.
create table segments (
  segment_id text primary key,
  is_active boolean not null,
  -- Nobody and no group: whoever works in the zone.
  staff_ids uuid[] not null,
  team_ids text[] not null,
  skills text[] not null,
  version bigint not null
);

alter table tasks add column segment_ids text[] not null default '{}';
create index tasks_by_segment on tasks using gin (segment_ids) where is_open;

alter table debtors drop constraint debtors_exception_check;
alter table debtors add check (exception in ('no_location', 'outside_zones', 'no_collector', 'none_suited'));
