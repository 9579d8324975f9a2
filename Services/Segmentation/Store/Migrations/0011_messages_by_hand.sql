-- Messages that people send by hand are judged as calls are, by what the debtor said about their channel.
alter table debtors add column consents jsonb not null default '{}';
update debtors set consents = jsonb_build_object('call', call_consent) where call_consent is not null;
alter table debtors drop column call_consent;

drop index tasks_open_calls;
create index tasks_open_by_hand on tasks (debtor_id) where state = 'open'
  and (kind = 'call' or kind in ('email', 'sms', 'whatsapp', 'letter', 'fax') and queue <> 'automatic');
insert into call_permits (task_id, debtor_id, account_id, reason, law_version, review_at)
  select task_id, debtor_id, account_id, 'not_judged', '', now() from tasks
  where state = 'open' and kind in ('email', 'sms', 'whatsapp', 'letter', 'fax') and queue <> 'automatic'
  on conflict do nothing;
