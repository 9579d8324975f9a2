-- The treatment that a new installation starts with. Everything here is data: segments may be edited, strategies get new versions.
insert into catalogue (revision, policy) values (1,
  '{"stages": [{"name": "preventive"}, {"name": "early", "from": 1}, {"name": "mid", "from": 31}, {"name": "prelegal", "from": 91}, {"name": "legal", "from": 181}],
  "buckets": [{"name": "current"}, {"name": "1-30", "from": 1}, {"name": "31-60", "from": 31}, {"name": "61-90", "from": 61}, {"name": "91-120", "from": 91}, {"name": "121-150", "from": 121}, {"name": "151-180", "from": 151}, {"name": ">180", "from": 181}],
  "priority": {"amount_weight": 450, "days_weight": 350, "risk_weight": 100, "promise_weight": 100, "full_amount_minor": {"PEN": 500000, "COP": 5000000, "MXN": 3000000, "USD": 150000, "EUR": 150000, "CLP": 1500000, "ARS": 150000000, "BRL": 800000},
  "full_days": 180, "full_risk": 1000},
  "working_week": {"default": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
  "by_country": {"PE": ["monday", "tuesday", "wednesday", "thursday", "friday"],
  "EC": ["monday", "tuesday", "wednesday", "thursday", "friday"],
  "AR": ["monday", "tuesday", "wednesday", "thursday", "friday"],
  "BR": ["monday", "tuesday", "wednesday", "thursday", "friday"],
  "GT": ["monday", "tuesday", "wednesday", "thursday", "friday"],
  "ES": ["monday", "tuesday", "wednesday", "thursday", "friday"]}},
  "bucket_actions": [{"bucket": "61-90", "kind": "email", "template": "arrears_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}}, {"bucket": "121-150", "kind": "email", "template": "arrears_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}}]}'
);

insert into segments (segment_id, name_es, name_en, condition) values
  ('preventive', 'Preventiva', 'Preventive',
    '{"attribute": "stage", "is": "equal", "value": "preventive"}'),
  ('early', 'Mora temprana', 'Early arrears',
    '{"attribute": "stage", "is": "equal", "value": "early"}'),
  ('mid', 'Mora media', 'Mid arrears',
    '{"attribute": "stage", "is": "equal", "value": "mid"}'),
  ('prelegal', 'Prejurídica', 'Pre-legal',
    '{"attribute": "stage", "is": "equal", "value": "prelegal"}'),
  ('legal', 'Jurídica', 'Legal',
    '{"attribute": "stage", "is": "equal", "value": "legal"}'),
  ('high-amount', 'Monto alto', 'High amount',
    '{"any": [{"all": [{"attribute": "currency", "is": "equal", "value": "PEN"}, {"attribute": "overdue_minor", "is": "at_least", "value": 300000}]}, {"all": [{"attribute": "currency", "is": "equal", "value": "COP"}, {"attribute": "overdue_minor", "is": "at_least", "value": 3000000}]}, {"all": [{"attribute": "currency", "is": "equal", "value": "MXN"}, {"attribute": "overdue_minor", "is": "at_least", "value": 2000000}]}, {"all": [{"attribute": "currency", "is": "equal", "value": "USD"}, {"attribute": "overdue_minor", "is": "at_least", "value": 100000}]}]}'),
  ('high-risk', 'Riesgo alto', 'High risk',
    '{"attribute": "risk_score", "is": "at_least", "value": 700}'),
  ('microcredit', 'Microcrédito', 'Microcredit',
    '{"attribute": "product_type", "is": "equal", "value": "microcredit"}'),
  ('peru', 'Perú', 'Peru',
    '{"attribute": "country", "is": "equal", "value": "PE"}'),
  ('colombia', 'Colombia', 'Colombia',
    '{"attribute": "country", "is": "equal", "value": "CO"}'),
  ('broken-promise', 'Promesa rota', 'Broken promise',
    '{"attribute": "broken_promises", "is": "at_least", "value": 1}'),
  ('visit-not-authorised', 'Visita no autorizada', 'Visit not authorised',
    '{"all": [{"attribute": "country", "is": "equal", "value": "CO"}, {"any": [{"not": {"attribute": "visit_authorized", "is": "equal", "value": true}}, {"not": {"attribute": "product_type", "is": "one_of", "value": ["microcredit", "agro"]}}]}]}');

insert into strategy_versions (strategy_id, version, name_es, name_en, position, entry, circuit, published_at) values
  ('preventive', 1, 'Preventiva: recordatorio antes del vencimiento', 'Preventive: reminder before the due date', 10,
    '{"attribute": "stage", "is": "equal", "value": "preventive"}',
    '{"steps": [
      {"name": "before due", "do": "wait_for_due", "days_before": 3},
      {"name": "reminder", "do": "raise", "kind": "email", "template": "preventive_reminder", "expires_after_days": 3, "when": {"all": [{"attribute": "has_email", "is": "equal", "value": true}, {"attribute": "days_to_due", "is": "at_least", "value": 0}]}}
    ], "restarts_on_new_due_date": true}',
    '2026-01-01T00:00:00Z'),
  ('early-remote', 1, 'Mora temprana sin visita autorizada', 'Early arrears, visit not authorised', 20,
    '{"all": [{"attribute": "stage", "is": "equal", "value": "early"}, {"all": [{"attribute": "country", "is": "equal", "value": "CO"}, {"any": [{"not": {"attribute": "visit_authorized", "is": "equal", "value": true}}, {"not": {"attribute": "product_type", "is": "one_of", "value": ["microcredit", "agro"]}}]}]}]}',
    '{"steps": [
      {"name": "first notice", "do": "raise", "kind": "email", "template": "early_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "first pause", "do": "wait", "days": 8},
      {"name": "second notice", "do": "raise", "kind": "email", "template": "early_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "second pause", "do": "wait", "days": 8},
      {"name": "third notice", "do": "raise", "kind": "email", "template": "arrears_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}}
    ]}',
    '2026-01-01T00:00:00Z'),
  ('early', 1, 'Mora temprana: correo y visita', 'Early arrears: e-mail and visit', 30,
    '{"attribute": "stage", "is": "equal", "value": "early"}',
    '{"steps": [
      {"name": "first notice", "do": "raise", "kind": "email", "template": "early_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "old enough", "do": "branch", "if": {"attribute": "days_past_due", "is": "at_least", "value": 8}, "then": "first visit"},
      {"name": "grace", "do": "wait", "days": 2},
      {"name": "again", "do": "branch", "if": {"always": true}, "then": "old enough"},
      {"name": "first visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "first pause", "do": "wait", "days": 7},
      {"name": "second notice", "do": "raise", "kind": "email", "template": "arrears_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "second visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "second pause", "do": "wait", "days": 10},
      {"name": "third visit", "do": "raise", "kind": "visit", "expires_after_days": 10}
    ]}',
    '2026-01-01T00:00:00Z'),
  ('mid', 1, 'Mora media: visita inmediata', 'Mid arrears: visit at once', 40,
    '{"attribute": "stage", "is": "equal", "value": "mid"}',
    '{"steps": [
      {"name": "notice", "do": "raise", "kind": "email", "template": "arrears_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "first visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "first pause", "do": "wait", "days": 5},
      {"name": "second visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "second pause", "do": "wait", "days": 7},
      {"name": "reminder", "do": "raise", "kind": "email", "template": "arrears_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "third visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "third pause", "do": "wait", "days": 10},
      {"name": "fourth visit", "do": "raise", "kind": "visit", "expires_after_days": 10}
    ]}',
    '2026-01-01T00:00:00Z'),
  ('prelegal', 1, 'Prejurídica: visita inmediata y aviso', 'Pre-legal: visit at once and notice', 50,
    '{"attribute": "stage", "is": "equal", "value": "prelegal"}',
    '{"steps": [
      {"name": "notice", "do": "raise", "kind": "email", "template": "prelegal_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "first visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "first pause", "do": "wait", "days": 7},
      {"name": "second visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "second pause", "do": "wait", "days": 15},
      {"name": "last notice", "do": "raise", "kind": "email", "template": "prelegal_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "third visit", "do": "raise", "kind": "visit", "expires_after_days": 10}
    ]}',
    '2026-01-01T00:00:00Z'),
  ('legal', 1, 'Jurídica: aviso y traspaso', 'Legal: notice and hand-over', 60,
    '{"attribute": "stage", "is": "one_of", "value": ["legal", "charged_off"]}',
    '{"steps": [
      {"name": "notice", "do": "raise", "kind": "email", "template": "prelegal_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "last visit", "do": "raise", "kind": "visit", "expires_after_days": 15},
      {"name": "hand-over", "do": "raise", "kind": "legal", "expires_after_days": 60}
    ]}',
    '2026-01-01T00:00:00Z'),
  ('standard', 1, 'Estándar: quien no entra en otra', 'Standard: whoever no other takes', 1000,
    '{"always": true}',
    '{"steps": [
      {"name": "notice", "do": "raise", "kind": "email", "template": "arrears_notice", "expires_after_days": 5, "when": {"attribute": "has_email", "is": "equal", "value": true}},
      {"name": "first pause", "do": "wait", "days": 5},
      {"name": "visit", "do": "raise", "kind": "visit", "expires_after_days": 10},
      {"name": "second pause", "do": "wait", "days": 15},
      {"name": "second visit", "do": "raise", "kind": "visit", "expires_after_days": 10}
    ]}',
    '2026-01-01T00:00:00Z');
