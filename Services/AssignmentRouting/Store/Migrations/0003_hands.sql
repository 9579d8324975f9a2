-- Days on which a collector does not work.
create table absences (
  collector_id uuid not null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  reason text not null,
  noted_by uuid not null,
  noted_at timestamptz not null,
  primary key (collector_id, first_day)
);

-- What people decided about the next visit of a debtor: who comes, on which date, and that it comes first. Void after `until`.
create table pins (
  debtor_id uuid primary key,
  collector_id uuid,
  business_date date,
  is_first boolean not null,
  until date not null,
  pinned_by uuid not null,
  pinned_at timestamptz not null
);

-- An owner that a person chose is kept when owners are shared out.
alter table debtors add column is_owner_fixed boolean not null default false;

-- Bulk jobs and what became of each of their items; a job that is sent again is answered from here.
create table jobs (
  job_id uuid primary key,
  action text not null,
  requested_by uuid not null,
  requested_at timestamptz not null
);
create table job_items (
  job_id uuid not null references jobs,
  position integer not null,
  debtor_id uuid,
  -- done, unchanged or failed
  outcome text not null,
  code text,
  message text,
  primary key (job_id, position)
);

-- Distributions that were run, and the owners before and after.
create table distributions (
  distribution_id uuid primary key,
  measure text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  undone_by uuid,
  undone_at timestamptz
);
create table distribution_moves (
  distribution_id uuid not null references distributions,
  debtor_id uuid not null,
  from_collector_id uuid,
  to_collector_id uuid not null,
  primary key (distribution_id, debtor_id)
);
