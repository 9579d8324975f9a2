-- When the debtor was forgotten: from then on nothing that says who it is is kept, and nothing that is said of it is taken. The row of a
-- debtor that was forgotten before it was heard of says nothing else.
alter table debtor add column erased_at timestamptz;

-- Who asked for it, and under which number of the operator's own; without both when it was learnt from the topic.
create table erasure (
  debtor_id uuid primary key,
  reference text,
  asked_by uuid,
  erased_at timestamptz not null
);
