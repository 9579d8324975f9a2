-- Calls are planned and made too.
alter table contact_decisions drop constraint contact_decisions_action_check,
  add constraint contact_decisions_action_check check (action in ('send', 'plan', 'visit', 'call', 'ask'));
