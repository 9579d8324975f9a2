-- What files, people, the field and geocoders say of a debtor's addresses, contacts and parties, beside the banks' own statements.
create table supplement (
  -- Stands for debtor, part, source and the thing in its normal form.
  supplement_id uuid primary key,
  debtor_id uuid not null,
  part text not null,
  source text not null,
  creditor_id text,
  since date not null,
  body jsonb not null,
  hash_high bigint not null,
  hash_low bigint not null,
  said_by uuid,
  said_at timestamptz not null
);
create index supplement_debtor on supplement (debtor_id);
create index supplement_file on supplement (creditor_id, part, supplement_id) where source = 'CSV';

-- That a debtor allowed or forbade contact on a channel. Rows are never changed.
create table consent (
  consent_id uuid primary key,
  debtor_id uuid not null,
  channel text not null,
  value text,
  is_granted boolean not null,
  text_version text not null,
  given_at timestamptz not null,
  captured_by text not null,
  proof_kind text not null,
  proof_reference text not null,
  proof_sha256 text,
  recorded_by uuid,
  recorded_at timestamptz not null
);
create index consent_debtor on consent (debtor_id, given_at);

-- What somebody found at the door or by search, until somebody else has decided.
create table proposal (
  proposal_id uuid primary key,
  debtor_id uuid not null,
  kind text not null,
  address_id uuid,
  body jsonb not null,
  accuracy_m integer,
  evidence text,
  visit_id uuid,
  state text not null,
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  reason text
);
create index proposal_state on proposal (state, proposed_at, proposal_id);
create index proposal_debtor on proposal (debtor_id);

-- The debtors with an address that nobody has located yet.
create index debtor_unlocated on debtor (debtor_id) where jsonb_path_exists(addresses, '$[*] ? (!exists(@.location))');

-- A file names accounts or supplements.
alter table import_seen rename column account_id to subject_id;
alter table import add column rows_warned bigint not null default 0;
alter table import add column bytes_read bigint not null default 0;
alter table import add column bytes_total bigint;
