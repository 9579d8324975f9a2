-- The kinds of deals that may be struck.
create table negotiation_types (
  code text primary key,
  name_es text not null,
  name_en text not null,
  active boolean not null,
  changed_by uuid,
  changed_at timestamptz not null default now()
);
insert into negotiation_types (code, name_es, name_en, active) values
  ('promise', 'Promesa de pago', 'Promise to pay', true),
  ('instalment_plan', 'Plan de cuotas', 'Instalment plan', true),
  ('settlement', 'Liquidación con descuento', 'Settlement', true),
  ('refinance', 'Refinanciación', 'Refinance', true),
  ('waiver', 'Condonación', 'Waiver', true),
  ('extension', 'Prórroga', 'Extension', true);

-- What may be agreed with whom. A published version never changes; the newest that is valid is offered.
create table relief_plans (
  plan_code text not null,
  version integer not null check (version > 0),
  plan jsonb not null,
  published_by uuid,
  published_at timestamptz not null default now(),
  primary key (plan_code, version)
);
create trigger published_plan_never_changes before update or delete on relief_plans
  for each row execute function refuse_change_of_published_rule();

-- The highest effective annual rates by law. An authority's word is never changed, only followed by the next.
create table usury_ceilings (
  country text not null check (country ~ '^[A-Z]{2}$'),
  product_type text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  maximum_effective_annual numeric(19, 18) not null,
  published_by uuid,
  published_at timestamptz not null default now(),
  primary key (country, product_type, valid_from)
);
create trigger published_ceiling_never_changes before update or delete on usury_ceilings
  for each row execute function refuse_change_of_published_rule();

-- `record` is all that was agreed, with the last event about it; the columns are what is looked for.
create table agreements (
  agreement_id uuid primary key,
  fingerprint bytea not null,
  debtor_id uuid not null,
  account_id uuid not null,
  creditor_id text not null,
  collector_id uuid not null,
  team_id text,
  plan_code text not null,
  plan_version integer not null,
  state text not null,
  time_zone text not null,
  look_on date,
  expires_at timestamptz,
  version bigint not null,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  record jsonb not null,
  foreign key (plan_code, plan_version) references relief_plans (plan_code, version)
);
create index agreements_by_account on agreements (account_id);
create index agreements_by_debtor on agreements (debtor_id);
create index agreements_by_state on agreements (state, changed_at);
create index agreements_to_follow on agreements (look_on) where state = 'active';
create index agreements_to_expire on agreements (expires_at) where state = 'proposed';

-- Every step of every agreement, and who took it; `staff_id` is null for the service itself.
create table agreement_steps (
  agreement_id uuid not null references agreements,
  version bigint not null,
  state text not null,
  cause text not null,
  staff_id uuid,
  note text,
  at timestamptz not null,
  primary key (agreement_id, version)
);

-- The calendar of what falls due.
create table agreement_instalments (
  agreement_id uuid not null references agreements,
  number integer not null,
  due_on date not null,
  total_minor bigint not null,
  primary key (agreement_id, number)
);
create index agreement_instalments_by_date on agreement_instalments (due_on);

create table agreement_approvals (
  agreement_id uuid not null references agreements,
  approver_id uuid not null,
  authority_of uuid not null,
  at timestamptz not null,
  primary key (agreement_id, approver_id)
);

create table approval_delegations (
  delegator_id uuid not null,
  delegate_id uuid not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from),
  made_at timestamptz not null,
  primary key (delegator_id, delegate_id, valid_from),
  check (delegator_id <> delegate_id)
);
create index approval_delegations_by_delegate on approval_delegations (delegate_id, valid_to);

-- What was signed. `sha256` is of `pdf`.
create table agreement_documents (
  agreement_id uuid primary key references agreements,
  sha256 bytea not null,
  pdf bytea not null,
  accepted_text text not null,
  method text not null check (method in ('screen', 'code')),
  signed_at timestamptz not null
);

-- The newest code of each agreement, as its SHA-256 with the agreement's id.
create table agreement_codes (
  agreement_id uuid primary key references agreements,
  code_sha256 bytea not null,
  expires_at timestamptz not null,
  attempts integer not null default 0
);

-- Without interest, and so lawful wherever the law sets a ceiling.
insert into relief_plans (plan_code, version, plan) values ('alivio', 1, '{
  "code": "alivio", "version": 1, "name_es": "Alivio sin interés", "name_en": "Relief without interest",
  "negotiation_type": "instalment_plan", "countries": ["CO", "PE"], "valid_from": "2026-01-01",
  "conditions": {"fact": "days_past_due", "at_least": 1}, "base": "overdue", "methods": ["french"],
  "frequencies": ["weekly", "fortnightly", "monthly"], "maximum_instalments": 6, "rate": {"kind": "periodic", "value": "0"},
  "waiver_limits": [
    {"from_day": 31, "maxima": {"late_interest": "0.5", "fees": "0.5"}}, {"from_day": 91, "maxima": {"late_interest": "1", "fees": "1"}}],
  "waiver_condition": "on_completion", "minimum_down_payment": "0.1", "maximum_first_due_days": 45, "maximum_specials": 1,
  "grace_kinds": [], "maximum_grace_periods": 0, "grace_days": 2, "default_after_days": 30,
  "incentive": {"after": 3, "reward": "late_interest_waiver", "share": "0.5", "on_late": "resets"},
  "approvals": {
    "rules": [
      {"measure": "waived_basis_points", "above": 500, "level": 1}, {"measure": "waived_basis_points", "above": 1500, "level": 2},
      {"measure": "first_due_days", "above": 30, "level": 1}, {"measure": "broken_plans", "above": 0, "level": 1}],
    "levels": [
      {"level": 1, "roles": ["supervisor"], "approvals": 1}, {"level": 2, "roles": ["administrator"], "approvals": 1}],
    "over_limit_level": 2, "expires_after_hours": 48}
}');
