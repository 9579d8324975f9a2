-- What BI tools read with the role `ronda_bi`: these views and nothing else. docs/reporting.md names their columns' meaning. A view is
-- only ever given columns at its end; anything else is a new view.

create view bi_accounts as
select a.account_id, a.debtor_id, a.creditor_id, a.product_type, a.branch_code, a.currency, a.status, t.stage, b.name as bucket,
  t.strategy_id, t.segment_ids, a.days_past_due, a.total_due_minor, a.overdue_minor, o.zone_id, o.collector_id, o.team_id, a.business_date,
  a.updated_at
from account_state a left join treatment_state t using (account_id) left join assignment_state o on o.debtor_id = a.debtor_id
  left join dpd_bucket b on a.days_past_due between b.first_day and b.last_day;

create view bi_account_days as
select d.account_id, d.business_date, d.status, b.name as bucket, d.days_past_due, d.total_due_minor, d.overdue_minor
from account_day d left join dpd_bucket b on d.days_past_due between b.first_day and b.last_day;

create view bi_visits as
select visit_id, debtor_id, account_ids, route_id, stop_id, collector_id, team_id, zone_id, business_date, outcome, contact_type, geo_verdict,
  contact_allowed, late, promise_id, recorded_outcome, recorded_contact_type, corrected_at, arrived_at, captured_at, received_at
from fact_visit;

create view bi_promises as
select m.promise_id, m.debtor_id, m.account_id, m.account_ids, m.visit_id, m.collector_id, v.zone_id, m.business_date, m.amount_minor,
  m.currency, m.due_on, m.state, m.paid_minor, m.made_at, m.changed_at
from fact_promise m left join fact_visit v using (visit_id);

create view bi_payments as
select creditor_id, payment_id, account_id, debtor_id, amount_minor, currency, kind, reversal_of, business_date, channel, collector_id, zone_id,
  team_id, posted_at, recorded_at
from fact_payment;

create view bi_messages as
select message_id, debtor_id, account_id, channel, template, state, reason, sent_at, changed_at from notification_state;

create view bi_collectors as
select staff_id as collector_id, full_name, team_id, active from staff_state where 'collector' = any(roles);

create view bi_zones as select zone_id, code from zone_code;

create view bi_buckets as select sequence, name, first_day, last_day from dpd_bucket;

create view bi_collector_days as
select collector_id, business_date, nullif(currency, '') as currency, team_id, planned_stops, planned_stops_visited, visits, contacts,
  right_party_contacts, inside_fence_visits, late_visits, on_site_seconds, shift_seconds, walked_metres, promises, promised_minor,
  payments, paid_minor, reversals, reversed_minor, row_version, updated_at
from pub_collector_day;

create view bi_segment_days as
select segment_id, business_date, nullif(currency, '') as currency, accounts, overdue_minor, visits, contacts, right_party_contacts,
  promises, promised_minor, payments, paid_minor, reversals, reversed_minor, row_version, updated_at
from pub_segment_day;

-- From the end of each month to the end of the next, for the last two years; ask for one `month` at a time.
create view bi_roll_rates as
select m.month::date as month, r.creditor_id, r.currency, r.from_bucket, r.to_bucket, r.accounts, r.amount_minor
from generate_series(date_trunc('month', now()) - interval '24 months', date_trunc('month', now()), interval '1 month') m(month)
  cross join lateral roll((m.month - interval '1 day')::date, (m.month + interval '1 month' - interval '1 day')::date) r;

create view bi_vintages as
select creditor_id, currency, cohort, month_number, accounts, placed_minor, collected_minor from vintage;

revoke all on function roll(date, date), portfolio_at(date), segments_at(uuid, date) from public;
