-- What keeps debtors from being contacted, beyond what the bank says of their accounts.
create table restrictions (
  debtor_id uuid primary key,
  restrictions jsonb not null,
  version bigint not null
);
