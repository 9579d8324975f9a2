-- The texts that a new installation starts with: neutral, without threats, and none that looks like a court's.
-- Values: debtor_name, creditor_name, account_mask, days_past_due, overdue_amount, total_amount, due_date, next_due_amount, promise_amount,
-- promise_date; `has_…` says whether an optional one is there.
insert into creditors (creditor_id, name) values ('andes', 'Banco Andes'), ('crediya', 'CrediYa');

insert into templates (template, version, language, subject, body, published_at) values
('preventive_reminder', 1, 'es', 'Recordatorio: su cuota vence el {{due_date}}',
'Hola, {{debtor_name}}:

Le recordamos que la próxima cuota de su cuenta {{account_mask}} con {{creditor_name}} vence el {{due_date}}{{#has_next_due_amount}}, por {{next_due_amount}}{{/has_next_due_amount}}.

Si ya programó su pago, no necesita hacer nada más. Gracias por mantenerse al día.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('preventive_reminder', 1, 'en', 'Reminder: your instalment is due on {{due_date}}',
'Hello {{debtor_name}},

The next instalment of your account {{account_mask}} with {{creditor_name}} is due on {{due_date}}{{#has_next_due_amount}}, for {{next_due_amount}}{{/has_next_due_amount}}.

If you have already scheduled your payment there is nothing else to do. Thank you for staying up to date.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('early_notice', 1, 'es', 'Su cuenta {{account_mask}} tiene un pago pendiente',
'Hola, {{debtor_name}}:

Su cuenta {{account_mask}} con {{creditor_name}} tiene un saldo vencido de {{overdue_amount}} desde hace {{days_past_due}} días.

Si ya pagó, por favor no tome en cuenta este mensaje. Si tiene dificultades para pagar, escríbanos o llámenos: podemos buscar juntos una alternativa.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('early_notice', 1, 'en', 'Your account {{account_mask}} has a pending payment',
'Hello {{debtor_name}},

Your account {{account_mask}} with {{creditor_name}} has an overdue balance of {{overdue_amount}}, {{days_past_due}} days past due.

If you have already paid, please disregard this message. If you have difficulties paying, write or call us: we can look for an alternative together.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('arrears_notice', 1, 'es', 'Saldo vencido de su cuenta {{account_mask}}',
'Hola, {{debtor_name}}:

Su cuenta {{account_mask}} con {{creditor_name}} registra {{days_past_due}} días de atraso y un saldo vencido de {{overdue_amount}}.

Le invitamos a ponerse al día o a acordar con nosotros una forma de pago. Si ya pagó, por favor no tome en cuenta este mensaje.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('arrears_notice', 1, 'en', 'Overdue balance of your account {{account_mask}}',
'Hello {{debtor_name}},

Your account {{account_mask}} with {{creditor_name}} is {{days_past_due}} days past due with an overdue balance of {{overdue_amount}}.

We invite you to bring it up to date or to agree a way of paying with us. If you have already paid, please disregard this message.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('prelegal_notice', 1, 'es', 'Su cuenta {{account_mask}} requiere atención',
'Hola, {{debtor_name}}:

Su cuenta {{account_mask}} con {{creditor_name}} registra {{days_past_due}} días de atraso. El saldo vencido es de {{overdue_amount}} y la deuda total de {{total_amount}}.

Queremos llegar a un acuerdo con usted antes de que el caso pase a otra área. Escríbanos o llámenos para conocer sus alternativas de pago.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('prelegal_notice', 1, 'en', 'Your account {{account_mask}} needs your attention',
'Hello {{debtor_name}},

Your account {{account_mask}} with {{creditor_name}} is {{days_past_due}} days past due. The overdue balance is {{overdue_amount}} and the total debt {{total_amount}}.

We would like to come to an agreement with you before the case moves to another department. Write or call us to learn your payment options.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('promise_reminder', 1, 'es', 'Recordatorio de su compromiso de pago del {{promise_date}}',
'Hola, {{debtor_name}}:

Le recordamos su compromiso de pagar {{promise_amount}} el {{promise_date}} por su cuenta {{account_mask}} con {{creditor_name}}.

Si ya pagó, por favor no tome en cuenta este mensaje. Gracias.

{{creditor_name}}
', '2026-01-01T00:00:00Z'),
('promise_reminder', 1, 'en', 'Reminder of your promise to pay on {{promise_date}}',
'Hello {{debtor_name}},

You promised to pay {{promise_amount}} on {{promise_date}} for your account {{account_mask}} with {{creditor_name}}.

If you have already paid, please disregard this message. Thank you.

{{creditor_name}}
', '2026-01-01T00:00:00Z');
