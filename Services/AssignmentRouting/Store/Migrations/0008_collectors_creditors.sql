-- Whose debtors a collector may be told of; none: every creditor's.
alter table collectors add column creditor_ids text[] not null default '{}';

alter table debtors drop constraint debtors_exception_check;
alter table debtors add check (exception in ('no_location', 'outside_zones', 'no_collector', 'none_suited', 'creditor_not_allowed'));
