-- The payment over several accounts whose part it is; null as well for those that were recorded before this was kept.
alter table fact_payment add column part_of text;

create or replace view bi_payments as
select creditor_id, payment_id, account_id, debtor_id, amount_minor, currency, kind, reversal_of, business_date, channel, collector_id, zone_id,
  team_id, posted_at, recorded_at, part_of
from fact_payment;
