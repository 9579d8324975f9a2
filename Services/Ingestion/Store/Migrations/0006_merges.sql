-- The debtor that this one turned out to be. What banks say under this one's document is said of that one.
alter table debtor add column merged_into uuid;
create index debtor_merged on debtor (merged_into) where merged_into is not null;
create index debtor_person on debtor (birth_date, upper(full_name)) where birth_date is not null;

-- Two debtors who may be one person, by the rules that say so, and what somebody decided.
create table debtor_match (
  -- Stands for both.
  match_id uuid primary key,
  first_debtor_id uuid not null,
  second_debtor_id uuid not null,
  rules text[] not null,
  state text not null check (state in ('pending', 'merged', 'dismissed')),
  found_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz
);
create index debtor_match_state on debtor_match (state, found_at, match_id);

-- Every merge that was made and taken back.
create table debtor_merge (
  merge_id bigint generated always as identity primary key,
  debtor_id uuid not null,
  into_debtor_id uuid not null,
  -- Those that went from one to the other, to go back when it is taken back.
  account_ids uuid[] not null,
  merged_by uuid not null,
  merged_at timestamptz not null,
  undone_by uuid,
  undone_at timestamptz
);
create index debtor_merge_debtor on debtor_merge (debtor_id) where undone_at is null;
