-- Where a debtor can be written to, by channel: {"email": {"address": ..., "consent": ...}, ...}.
alter table debtors add column reach jsonb not null default '{}';
update debtors set reach = jsonb_build_object('email', jsonb_strip_nulls(jsonb_build_object('address', email, 'consent', email_consent)))
  where email is not null;
alter table debtors drop column email, drop column email_consent;

-- What the gateway said of it afterwards.
alter table messages add column delivered_at timestamptz;

-- Short texts. A template `name.channel` stands in for `name` on that channel; WhatsApp takes the short message without one of its own.
insert into templates (template, version, language, subject, body, published_at) values
('preventive_reminder.sms', 1, 'es', '{{creditor_name}}', '{{creditor_name}}: la cuota de su cuenta {{account_mask}} vence el {{due_date}}. Si ya programó su pago, gracias.', '2026-01-01T00:00:00Z'),
('preventive_reminder.sms', 1, 'en', '{{creditor_name}}', '{{creditor_name}}: the instalment of your account {{account_mask}} is due on {{due_date}}. If you have scheduled it, thank you.', '2026-01-01T00:00:00Z'),
('early_notice.sms', 1, 'es', '{{creditor_name}}', '{{creditor_name}}: su cuenta {{account_mask}} tiene {{overdue_amount}} vencidos. Si ya pagó, no tome en cuenta este mensaje.', '2026-01-01T00:00:00Z'),
('early_notice.sms', 1, 'en', '{{creditor_name}}', '{{creditor_name}}: your account {{account_mask}} has {{overdue_amount}} overdue. If you have paid, disregard this message.', '2026-01-01T00:00:00Z'),
('arrears_notice.sms', 1, 'es', '{{creditor_name}}', '{{creditor_name}}: su cuenta {{account_mask}} tiene {{overdue_amount}} vencidos. Escríbanos para acordar una forma de pago.', '2026-01-01T00:00:00Z'),
('arrears_notice.sms', 1, 'en', '{{creditor_name}}', '{{creditor_name}}: your account {{account_mask}} has {{overdue_amount}} overdue. Write to us to agree a way of paying.', '2026-01-01T00:00:00Z'),
('prelegal_notice.sms', 1, 'es', '{{creditor_name}}', '{{creditor_name}}: su cuenta {{account_mask}} requiere atención. Escríbanos para conocer sus alternativas de pago.', '2026-01-01T00:00:00Z'),
('prelegal_notice.sms', 1, 'en', '{{creditor_name}}', '{{creditor_name}}: your account {{account_mask}} needs your attention. Write to us to learn your payment options.', '2026-01-01T00:00:00Z'),
('promise_reminder.sms', 1, 'es', '{{creditor_name}}', '{{creditor_name}}: le recordamos su compromiso de pagar {{promise_amount}} el {{promise_date}}. Si ya pagó, gracias.', '2026-01-01T00:00:00Z'),
('promise_reminder.sms', 1, 'en', '{{creditor_name}}', '{{creditor_name}}: a reminder of your promise to pay {{promise_amount}} on {{promise_date}}. If you have paid, thank you.', '2026-01-01T00:00:00Z');
