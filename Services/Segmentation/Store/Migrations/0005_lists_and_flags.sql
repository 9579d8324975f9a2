-- Conditions in SQL: what the language says of one account, said of all.
create function split_percent(name text, debtor uuid) returns bigint language plpgsql immutable parallel safe as $$
declare
  -- FNV-1a, 32 bits.
  hash bigint := 2166136261;
  bytes bytea := convert_to(name || '/' || debtor::text, 'UTF8');
begin
  for i in 0 .. length(bytes) - 1 loop
    hash := ((hash # get_byte(bytes, i)) * 16777619) & 4294967295;
  end loop;
  return (hash # (hash >> 16)) % 100;
end
$$;

-- Null for a date that does not exist.
create function calendar_date(text) returns date language plpgsql immutable parallel safe as $$
begin
  return $1::date;
exception when others then
  return null;
end
$$;

create index debtors_by_zone on debtors (time_zone);

-- Flags that people set. Those of the bank stand with the account.
create table flags (
  debtor_id uuid not null,
  kind text not null,
  -- Null: every account of the debtor.
  account_id uuid,
  reason text,
  -- The last day on which it holds.
  valid_until date,
  set_by uuid not null,
  set_at timestamptz not null
);
create unique index flags_once on flags (debtor_id, kind, coalesce(account_id, '00000000-0000-0000-0000-000000000000'));

-- A work list names who is to be worked, an exclusion list who is not.
create table lists (
  list_id text primary key check (list_id ~ '^[a-z0-9_-]{1,64}$'),
  kind text not null check (kind in ('work', 'exclusion')),
  name_es text not null,
  name_en text not null
);

create table list_members (
  list_id text not null references lists,
  debtor_id uuid not null,
  account_id uuid,
  -- What an exclusion means.
  kind text not null,
  -- False once taken off: a later file must know that it was newer.
  active boolean not null,
  valid_until date,
  -- Of the event that told; 0 for people.
  version bigint not null,
  changed_at timestamptz not null
);
create unique index list_members_once on list_members (list_id, debtor_id, coalesce(account_id, '00000000-0000-0000-0000-000000000000'));
create index list_members_by_debtor on list_members (debtor_id);

-- What holds for a debtor now, as the others were told.
create table restriction_states (
  debtor_id uuid primary key,
  restrictions jsonb not null default '[]',
  version bigint not null default 0,
  -- When the next of them ends by itself.
  next_at timestamptz
);
create index restriction_states_due on restriction_states (next_at) where next_at is not null;
