-- One row a debtor: the consolidation of what the banks of all its accounts say.
create table debtor (
  debtor_id uuid primary key,
  id_type text not null,
  id_number text not null,
  full_name text not null,
  person_type text not null,
  birth_date date,
  language text not null,
  country text not null,
  time_zone text not null,
  addresses jsonb not null,
  contacts jsonb not null,
  -- What is owed over the accounts that are worked, one element a currency.
  totals jsonb not null,
  -- Of the last event.
  version bigint not null,
  -- Of the row: a write that finds another one than it read has been overtaken.
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 80);
create index debtor_identity on debtor (id_number, id_type);

create table account (
  account_id uuid primary key,
  creditor_id text not null,
  account_number text not null,
  debtor_id uuid not null,
  currency text not null,
  product_code text,
  product_type text not null,
  branch_code text,
  -- Derived from the stated status and payments since; repeated here for queries.
  status text not null,
  stated_status text not null,
  stated_overdue_minor bigint not null,
  stated_as_of date not null,
  stated_days_past_due integer not null,
  stated_oldest_due_date date,
  stated_last_payment_date date,
  stated_last_payment_minor bigint,
  -- What is overdue after the payments that the bank's state does not contain.
  overdue_principal_minor bigint not null check (overdue_principal_minor >= 0),
  overdue_interest_minor bigint not null check (overdue_interest_minor >= 0),
  overdue_late_interest_minor bigint not null check (overdue_late_interest_minor >= 0),
  overdue_fees_minor bigint not null check (overdue_fees_minor >= 0),
  overdue_insurance_minor bigint not null check (overdue_insurance_minor >= 0),
  total_due_minor bigint not null check (total_due_minor >= 0),
  last_payment_date date,
  last_payment_minor bigint,
  next_due_date date,
  next_due_minor bigint,
  risk_score integer,
  -- One bit a flag: dispute 1, hardship 2, insolvency 4, legal_representative 8, do_not_contact 16, deceased 32, fraud 64,
  -- visit_authorized 128.
  flags smallint not null,
  attributes jsonb not null,
  -- Everything else that was said, known to Ronda or not, as it came.
  details jsonb not null,
  business_date date not null,
  source text not null,
  sequence bigint,
  event_id text,
  event_hash_high bigint,
  event_hash_low bigint,
  file_hash_high bigint,
  file_hash_low bigint,
  profile_hash_high bigint,
  profile_hash_low bigint,
  profile_since date not null,
  latest_movement date,
  version bigint not null,
  revision bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 80);
create index account_debtor on account (debtor_id);

-- What an account's bank says about people and places: debtor, parties, addresses, contacts, as they came.
create table account_profile (
  account_id uuid primary key,
  since date not null,
  body jsonb not null
);

create table party (
  account_id uuid not null,
  position smallint not null,
  role text not null,
  id_type text,
  id_number text,
  full_name text,
  body jsonb not null,
  primary key (account_id, position)
);

create table payment (
  -- Stands for creditor_id and payment_id.
  payment_key uuid primary key,
  creditor_id text not null,
  payment_id text not null,
  account_id uuid not null,
  debtor_id uuid not null,
  kind text not null,
  reversal_of text,
  reversal_key uuid,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  value_date date not null,
  -- A state of the bank with this business date or a later one contains the payment.
  effective_date date not null,
  posted_at timestamptz not null,
  channel text,
  receipt text,
  source text not null,
  hash_high bigint not null,
  hash_low bigint not null,
  -- What the bank said of the allocation: principal, interest, late interest, fees, insurance.
  given jsonb,
  -- What the payment lowered, or the reversal gave back.
  used_principal_minor bigint not null,
  used_interest_minor bigint not null,
  used_late_interest_minor bigint not null,
  used_fees_minor bigint not null,
  used_insurance_minor bigint not null,
  beyond_minor bigint not null,
  excess_minor bigint not null,
  reversed_minor bigint not null check (reversed_minor between 0 and amount_minor),
  recorded_at timestamptz not null
) with (fillfactor = 90);
create index payment_account on payment (account_id, effective_date);

-- Payments of accounts that are not known yet, and reversals of payments that are not.
create table payment_waiting (
  payment_key uuid primary key,
  account_id uuid not null,
  creditor_id text not null,
  payment_id text not null,
  kind text not null,
  source text not null,
  hash_high bigint not null,
  hash_low bigint not null,
  body bytea not null,
  origin text not null,
  waiting_since timestamptz not null
);
create index payment_waiting_account on payment_waiting (account_id);

-- Records that went to the dead letters, by their place on the topic; the bytes are there, not here.
create table reject (
  origin text primary key,
  code text not null,
  field text not null,
  message text not null,
  rejected_at timestamptz not null
);
create index reject_time on reject (rejected_at desc, origin);
