-- What keeps debtors from being contacted, beyond what the bank says of their accounts. The services that had this table before it came
-- here made it by a migration of their own, with the same columns.
create table if not exists restrictions (
  debtor_id uuid primary key,
  restrictions jsonb not null,
  version bigint not null
);
