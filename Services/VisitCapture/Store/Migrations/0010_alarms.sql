-- Terms of which supervisors are told before they end. One row for each term and its date, raised once; it closes by itself when the
-- term is met or moved.
create table alarms (
  alarm_id uuid primary key,
  kind text not null check (kind in ('promise_due', 'instalment_due', 'agreement_expiring', 'plan_ending', 'ceiling_ending', 'legal_term')),
  -- The promise, agreement or task; of a plan or a ceiling its code.
  subject text not null,
  debtor_id uuid,
  account_id uuid,
  -- null: of every creditor.
  creditor_id text,
  -- null: of no team in particular.
  team_id text,
  ends_at timestamptz not null,
  raised_at timestamptz not null,
  closed_at timestamptz,
  acknowledged_by uuid,
  acknowledged_at timestamptz
);
create index alarms_open on alarms (ends_at, alarm_id) where closed_at is null;

-- The terms of legal work.
alter table tasks add column creditor_id text, add column expires_on date, add column service_due_at timestamptz;
create index open_legal_tasks on tasks (expires_on) where kind = 'legal' and state = 'open';
create index agreement_next_dues on agreements ((record->'event'->>'next_due_on')) where state = 'active';
