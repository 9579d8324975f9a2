-- What zones lie in: a country, a region, or a zone that is made of sectors. A group lies in at most one other and has no boundary of its own.
create table zone_groups (
  code text collate "C" primary key check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
  name text not null,
  kind text not null check (kind in ('country', 'region', 'zone')),
  parent_code text collate "C" references zone_groups,
  -- The group's own code and those of all groups that it lies in.
  path text[] not null,
  updated_at timestamptz not null
);

alter table zones
  add column parent_code text collate "C" references zone_groups,
  add column path text[] not null default '{}',
  -- Its boundary is empty then; the row stays for the routes of the past.
  add column retired_at timestamptz;
update zones set path = array[code];
create index zones_by_path on zones using gin (path);

-- From the local date on which it took effect, until the next version did.
alter table zone_versions
  add column parent_code text,
  add column effective_from date;
update zone_versions v set effective_from = (v.changed_at at time zone v.time_zone)::date;
alter table zone_versions alter column effective_from set not null;

-- Versions of zones, new ones among them, that take effect on a later date.
create table planned_zones (
  code text collate "C" not null,
  effective_from date not null,
  zone_id uuid not null,
  name text not null,
  city text not null,
  country text not null,
  time_zone text not null,
  -- Null: as it is then. Empty: none.
  parent_code text,
  boundary geometry(MultiPolygon, 4326) not null check (st_isvalid(boundary)),
  planned_by uuid,
  planned_at timestamptz not null,
  primary key (code, effective_from)
);
