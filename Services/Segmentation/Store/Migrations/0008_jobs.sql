-- Bulk jobs, each with what became of every account; a job that is sent again is answered from here.
create table jobs (
  job_id uuid primary key,
  action text not null,
  requested_by uuid not null,
  requested_at timestamptz not null,
  report jsonb not null
);
