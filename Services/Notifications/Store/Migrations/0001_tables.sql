-- Texts of messages. A version never changes; a correction is another version, and the highest is used.
create table templates (
  template text not null,
  version integer not null check (version > 0),
  language text not null check (language in ('es', 'en')),
  subject text not null,
  body text not null,
  published_at timestamptz not null,
  primary key (template, version, language)
);

create function refuse_change_of_published_template() returns trigger language plpgsql as $$
begin
  raise exception 'a published template version never changes: publish a new one' using errcode = 'restrict_violation';
end
$$;

create trigger published_template_never_changes before update or delete on templates
  for each row execute function refuse_change_of_published_template();

-- How creditors call themselves towards their debtors.
create table creditors (
  creditor_id text primary key,
  name text not null
);

create table debtors (
  debtor_id uuid primary key,
  full_name text,
  language text,
  country text,
  time_zone text,
  email text,
  -- null: the debtor was never asked.
  email_consent boolean,
  -- 0: a message names the debtor, whose own event has not come yet. The row is also what a dispatcher locks, so that no two of them
  -- write to the same debtor at the same time and exceed a cap together.
  version bigint not null default 0
);

create table accounts (
  account_id uuid primary key,
  debtor_id uuid not null,
  creditor_id text not null,
  account_number text not null,
  product_type text not null,
  currency text not null,
  status text not null,
  days_past_due bigint not null,
  oldest_due_date date,
  total_due_minor bigint not null,
  overdue_minor bigint not null,
  next_due_date date,
  next_due_minor bigint,
  flags jsonb not null,
  version bigint not null,
  updated_at timestamptz not null
);

-- What the newest payment says is overdue; it can come before or after the account state that includes it.
create table payment_marks (
  account_id uuid primary key,
  overdue_minor bigint not null,
  recorded_at timestamptz not null
);

create table promises (
  promise_id uuid primary key,
  account_id uuid not null,
  debtor_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  due_on date not null,
  state text not null,
  version bigint not null
);
create index promises_by_account on promises (account_id) where state = 'active';

-- A message comes from a task or from a promise, once. `source_*` is what its origin last said; everything else is its own life:
-- pending -> (deferred ->)* sending -> sent | uncertain, or -> suppressed | failed.
create table messages (
  message_id uuid primary key,
  debtor_id uuid not null,
  account_id uuid not null,
  creditor_id text,
  task_id uuid unique,
  promise_id uuid unique,
  source_open boolean not null,
  source_close_reason text,
  source_version bigint not null,
  channel text not null,
  template text not null,
  template_version integer not null default 0,
  due_on date not null,
  expires_on date not null,
  -- Overdue debt, as against a reminder before the due date: only this is settled by a payment.
  is_overdue boolean not null,
  state text not null,
  reason text,
  rule_ids text[] not null default '{}',
  not_before timestamptz,
  -- When a dispatcher is to look at it; null once it is settled.
  next_at timestamptz,
  attempt integer not null default 0,
  attempted_at timestamptz,
  lease_until timestamptz,
  sent_at timestamptz,
  version bigint not null default 0,
  changed_at timestamptz not null,
  check (num_nonnulls(task_id, promise_id) = 1),
  check ((state in ('pending', 'deferred')) = (next_at is not null)),
  check ((state = 'sending') = (lease_until is not null)),
  check ((state = 'sent') = (sent_at is not null))
);
create index messages_due on messages (next_at) where next_at is not null;
create index messages_leased on messages (lease_until) where lease_until is not null;
create index messages_by_account on messages (account_id) where next_at is not null;
create index messages_by_debtor on messages (debtor_id, attempted_at);

-- What is overdue, from the account's state and the newest payment, whichever was recorded later.
create view account_standings as
  select a.account_id,
    case when p.recorded_at >= a.updated_at then p.overdue_minor else a.overdue_minor end as overdue_minor,
    case when p.recorded_at >= a.updated_at and p.overdue_minor = 0 then least(a.days_past_due, 0) else a.days_past_due end as days_past_due,
    a.status
  from accounts a left join payment_marks p using (account_id);
