-- The minute after local midnight at which a pinned visit begins.
alter table pins add column minute integer check (minute between 0 and 1439);

-- Words that people put on debtors to find them again.
create table debtor_tags (
  tag text not null,
  debtor_id uuid not null,
  tagged_by uuid not null,
  tagged_at timestamptz not null,
  primary key (tag, debtor_id)
);
create index debtor_tags_by_debtor on debtor_tags (debtor_id);
