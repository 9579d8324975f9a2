-- Asking why somebody fell behind is forbidden in Colombia, and not offered where the law is not known to allow it: no reasons.
insert into outcome_trees (country, version, tree)
select country, 1, jsonb_build_object('reasons', reasons) || '{
  "contact_types": [
    {"code": "right_party", "name_es": "Titular", "name_en": "Debtor in person", "outcomes": [
      {"code": "promise_to_pay", "name_es": "Promesa de pago", "name_en": "Promise to pay", "takes_promise": true, "asks_reason": true},
      {"code": "already_paid", "name_es": "Dice que ya pagó", "name_en": "Says it is paid", "takes_promise": false, "asks_reason": false},
      {"code": "refuses_to_pay", "name_es": "Se niega a pagar", "name_en": "Refuses to pay", "takes_promise": false, "asks_reason": true},
      {"code": "unable_to_pay", "name_es": "No puede pagar", "name_en": "Cannot pay", "takes_promise": false, "asks_reason": true},
      {"code": "disputes_debt", "name_es": "No reconoce la deuda", "name_en": "Disputes the debt", "takes_promise": false, "asks_reason": false},
      {"code": "asks_for_return", "name_es": "Pide otra visita", "name_en": "Asks for another visit", "takes_promise": false, "asks_reason": false}
    ]},
    {"code": "third_party", "name_es": "Otra persona", "name_en": "Somebody else", "outcomes": [
      {"code": "message_left", "name_es": "Se dejó recado", "name_en": "Message left", "takes_promise": false, "asks_reason": false},
      {"code": "debtor_moved", "name_es": "El titular se mudó", "name_en": "The debtor has moved", "takes_promise": false, "asks_reason": false},
      {"code": "debtor_deceased", "name_es": "El titular falleció", "name_en": "The debtor has died", "takes_promise": false, "asks_reason": false},
      {"code": "unknown_here", "name_es": "No lo conocen", "name_en": "Not known here", "takes_promise": false, "asks_reason": false}
    ]},
    {"code": "no_contact", "name_es": "Sin contacto", "name_en": "No contact", "outcomes": [
      {"code": "nobody_home", "name_es": "No había nadie", "name_en": "Nobody at home", "takes_promise": false, "asks_reason": false},
      {"code": "address_not_found", "name_es": "Dirección no encontrada", "name_en": "Address not found", "takes_promise": false, "asks_reason": false},
      {"code": "no_access", "name_es": "Sin acceso", "name_en": "No access", "takes_promise": false, "asks_reason": false},
      {"code": "unsafe_area", "name_es": "Zona insegura", "name_en": "Unsafe area", "takes_promise": false, "asks_reason": false}
    ]}
  ]}'::jsonb
from (values
  ('*', '[]'::jsonb),
  ('CO', '[]'::jsonb),
  ('PE', '[
    {"code": "unemployment", "name_es": "Perdió el empleo", "name_en": "Lost the job"},
    {"code": "lower_income", "name_es": "Menores ingresos", "name_en": "Lower income"},
    {"code": "illness", "name_es": "Enfermedad", "name_en": "Illness"},
    {"code": "other_debts", "name_es": "Otras deudas", "name_en": "Other debts"},
    {"code": "disagreement", "name_es": "Desacuerdo con el acreedor", "name_en": "Disagreement with the creditor"},
    {"code": "oversight", "name_es": "Olvido", "name_en": "Oversight"},
    {"code": "other", "name_es": "Otro", "name_en": "Other"}
  ]'::jsonb)
) t(country, reasons);

insert into promise_policies (country, version, minimum_share_permille, minimum_minor, maximum_days, grace_days, tolerance_permille, partial_permille)
values ('*', 1, 100, '{"PEN": 1000, "COP": 10000, "MXN": 5000, "CLP": 3000, "ARS": 300000, "USD": 300}', 30, 2, 10, 500);
