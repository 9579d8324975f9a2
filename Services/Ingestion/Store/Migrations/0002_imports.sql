create table import (
  import_id uuid primary key,
  kind text not null,
  is_full boolean not null,
  business_date date not null,
  state text not null,
  rows_read bigint not null default 0,
  rows_created bigint not null default 0,
  rows_updated bigint not null default 0,
  rows_unchanged bigint not null default 0,
  rows_rejected bigint not null default 0,
  accounts_deactivated bigint not null default 0,
  creditor_ids text[] not null default '{}',
  started_by uuid,
  started_at timestamptz not null,
  finished_at timestamptz,
  failure text
);
create index import_started on import (started_at desc, import_id);

-- The lines of a file that could not be used. They hold what the file held, and so personal data.
create table import_error (
  import_id uuid not null references import on delete cascade,
  line bigint not null,
  column_name text not null,
  code text not null,
  message text not null,
  raw text not null,
  primary key (import_id, line)
);

-- The accounts that a full file names, for as long as it is read.
create table import_seen (
  import_id uuid not null,
  account_id uuid not null,
  primary key (import_id, account_id)
);
