-- Debtors who have to be forgotten. What devices bring of them later is taken without words, places and pictures.
create table erased_debtors (
  debtor_id uuid primary key,
  erased_at timestamptz not null
);
