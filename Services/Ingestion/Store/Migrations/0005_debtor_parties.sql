-- Who else answers for a debtor's debts or knows the debtor; filled when the debtor is consolidated next.
alter table debtor add column parties jsonb not null default '[]';
