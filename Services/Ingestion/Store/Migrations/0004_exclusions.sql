-- Who stands on an exclusion list, or stood on it, as files say. What holds in the end is segmentation's to work out.
create table exclusion (
  -- Stands for list, debtor and account.
  exclusion_id uuid primary key,
  list_id text not null,
  debtor_id uuid not null,
  -- Null: every account of the debtor.
  account_id uuid,
  creditor_id text,
  kind text not null,
  -- False once taken off: a later event must have a higher version.
  is_active boolean not null,
  valid_until date,
  version bigint not null,
  changed_at timestamptz not null
);
create index exclusion_list on exclusion (list_id, exclusion_id) where is_active;
