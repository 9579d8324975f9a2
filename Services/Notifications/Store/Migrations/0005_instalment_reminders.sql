-- The instalment of each agreement that falls due next.
create table agreements (
  agreement_id uuid primary key,
  account_id uuid not null,
  debtor_id uuid not null,
  currency text not null,
  next_due_on date,
  next_due_minor bigint,
  state text not null,
  version bigint not null
);

-- A message comes from a task, a promise, or an instalment of an agreement: one for each instalment, which falls due on `expires_on`.
alter table messages add column agreement_id uuid;
create unique index messages_by_instalment on messages (agreement_id, expires_on) where agreement_id is not null;
alter table messages drop constraint messages_check,
  add constraint messages_have_one_source check (num_nonnulls(task_id, promise_id, agreement_id) = 1);

-- `promise_amount` and `promise_date` are those of the instalment.
insert into templates (template, version, language, subject, body, published_at) values
('instalment_reminder', 1, 'es', 'Recordatorio: su cuota vence el {{promise_date}}',
'Hola, {{debtor_name}}:

Le recordamos que la próxima cuota de su convenio por la cuenta {{account_mask}} con {{creditor_name}} vence el {{promise_date}}, por {{promise_amount}}.

Si ya pagó, por favor no tome en cuenta este mensaje. Gracias.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('instalment_reminder', 1, 'en', 'Reminder: your instalment is due on {{promise_date}}',
'Hello {{debtor_name}},

The next instalment of your agreement for account {{account_mask}} with {{creditor_name}} is due on {{promise_date}}: {{promise_amount}}.

If you have already paid, please disregard this message. Thank you.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('instalment_reminder.sms', 1, 'es', '{{creditor_name}}', '{{creditor_name}}: le recordamos la cuota de su convenio, {{promise_amount}}, que vence el {{promise_date}}. Si ya pagó, gracias.', '2026-01-01T00:00:00Z'),
('instalment_reminder.sms', 1, 'en', '{{creditor_name}}', '{{creditor_name}}: a reminder of the instalment of your agreement, {{promise_amount}}, due on {{promise_date}}. If you have paid, thank you.', '2026-01-01T00:00:00Z');
