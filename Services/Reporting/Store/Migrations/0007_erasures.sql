-- Debtors who have to be forgotten. Of them no places are kept, from whatever topic and however late they come.
create table erased_debtor (
  debtor_id uuid primary key,
  erased_at timestamptz not null
);

-- A stop of a plan says where its debtor lives.
alter table plan_stop alter column latitude_e6 drop not null, alter column longitude_e6 drop not null;
