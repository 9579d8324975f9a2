-- What counts how much for the accounts of a creditor or a segment; the others take the weights of the settings.
create table portfolio_weights (
  kind text not null check (kind in ('creditor', 'segment')),
  code text not null,
  base bigint not null check (base between 0 and 1000000),
  priority bigint not null check (priority between 0 and 1000000),
  amount bigint not null check (amount between 0 and 1000000),
  age bigint not null check (age between 0 and 1000000),
  unvisited bigint not null check (unvisited between 0 and 1000000),
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (kind, code)
);
