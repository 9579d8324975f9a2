-- The segments in which an account stood at the end of a day; before the first that is known, those it was first heard of in.
create function segments_at(account uuid, day date) returns text[] language sql stable as $$
  select coalesce(
    (select c.segment_ids from segment_change c
      where c.account_id = account and c.changed_at < (day + 1)::timestamp at time zone (select time_zone from installation)
      order by c.version desc limit 1),
    (select c.segment_ids from segment_change c where c.account_id = account order by c.version limit 1),
    '{}'::text[])
$$;

-- What each collector did on each day, counted over the facts. Counts stand in the row with an empty currency, amounts in one for each.
create view collector_day_count as
select collector_id, business_date, currency, sum(planned_stops)::bigint as planned_stops,
  sum(planned_stops_visited)::bigint as planned_stops_visited, sum(visits)::bigint as visits, sum(contacts)::bigint as contacts,
  sum(right_party_contacts)::bigint as right_party_contacts, sum(inside_fence_visits)::bigint as inside_fence_visits,
  sum(late_visits)::bigint as late_visits, sum(on_site_seconds)::bigint as on_site_seconds, sum(promises)::bigint as promises,
  sum(promised_minor)::bigint as promised_minor, sum(payments)::bigint as payments, sum(paid_minor)::bigint as paid_minor,
  sum(reversals)::bigint as reversals, sum(reversed_minor)::bigint as reversed_minor
from (
  select collector_id, business_date, ''::text as currency, count(*) as planned_stops, 0 as planned_stops_visited, 0 as visits,
    0 as contacts, 0 as right_party_contacts, 0 as inside_fence_visits, 0 as late_visits, 0::numeric as on_site_seconds, 0 as promises,
    0::numeric as promised_minor, 0 as payments, 0::numeric as paid_minor, 0 as reversals, 0::numeric as reversed_minor
  from route_stop group by 1, 2
  union all
  select collector_id, business_date, '', 0, count(distinct stop_id), count(*), count(*) filter (where contact_type <> 'no_contact'),
    count(*) filter (where contact_type = 'right_party'), count(*) filter (where geo_verdict = 'inside_fence'),
    count(*) filter (where late), coalesce(sum(extract(epoch from captured_at - arrived_at)::bigint), 0), 0, 0, 0, 0, 0, 0
  from fact_visit group by 1, 2
  union all
  select collector_id, business_date, currency, 0, 0, 0, 0, 0, 0, 0, 0, count(*), sum(amount_minor), 0, 0, 0, 0
  from fact_promise where state not in ('cancelled', 'replaced') group by 1, 2, 3
  union all
  select collector_id, business_date, currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*) filter (where kind = 'posted'),
    coalesce(sum(amount_minor) filter (where kind = 'posted'), 0), count(*) filter (where kind = 'reversed'),
    coalesce(sum(amount_minor) filter (where kind = 'reversed'), 0)
  from fact_payment where collector_id is not null group by 1, 2, 3
) x group by 1, 2, 3;

-- What accounts stood at by the end of a day, in which bucket, and who owned their debtors then. One row for each account that was known.
create function portfolio_at(day date) returns table (
  account_id uuid, debtor_id uuid, creditor_id text, currency text, status text, days_past_due integer, bucket text,
  bucket_sequence integer, total_due_minor bigint, overdue_minor bigint, collector_id uuid, zone_id uuid, team_id text
) language sql stable as $$
  select a.account_id, a.debtor_id, a.creditor_id, a.currency, h.status, h.days_past_due, b.name, b.sequence, h.total_due_minor,
    h.overdue_minor, o.collector_id, o.zone_id, o.team_id
  from account_state a
    join (
      select distinct on (d.account_id) d.* from account_day d where d.business_date <= day order by d.account_id, d.business_date desc
    ) h on h.account_id = a.account_id
    left join dpd_bucket b on h.days_past_due between b.first_day and b.last_day
    left join lateral (
      select c.collector_id, c.zone_id, c.team_id from assignment_change c
      where c.debtor_id = a.debtor_id and c.changed_at < (day + 1)::timestamp at time zone (select time_zone from installation)
      order by c.version desc limit 1
    ) o on true
$$;

-- Of what stood in a bucket at the end of `opening`, where it stands at the end of `closing`. Amounts are those of the opening: what is
-- still owed of it stands where the account stands, the rest is `paid`, and all that is left of an account that was closed or
-- taken back is `closed`. So the rows of a bucket sum to its opening. What an account grew by in the meantime is not in it.
-- Compiling the question takes longer than answering it, and it is asked once for each month.
create function roll(opening date, closing date) returns table (
  creditor_id text, currency text, from_bucket text, from_sequence integer, to_bucket text, to_sequence integer, accounts bigint,
  amount_minor bigint
) language sql stable security definer set search_path from current set jit = off as $$
  select x.creditor_id, x.currency, x.from_bucket, x.from_sequence, m.bucket, m.sequence, sum(m.accounts)::bigint, sum(m.amount)::bigint
  from (
    select f.creditor_id, f.currency, f.bucket as from_bucket, f.bucket_sequence as from_sequence, f.total_due_minor as opening_minor,
      case when t.status in ('closed', 'inactive') then 'closed' else t.bucket end as to_bucket,
      case when t.status in ('closed', 'inactive') then 1001 else t.bucket_sequence end as to_sequence,
      least(f.total_due_minor, greatest(t.total_due_minor, 0)) as left_minor
    from portfolio_at(opening) f join portfolio_at(closing) t using (account_id)
    where f.status not in ('closed', 'inactive') and f.total_due_minor > 0
  ) x cross join lateral (values
    (x.to_bucket, x.to_sequence, 1, x.left_minor), ('paid', 1000, 0, x.opening_minor - x.left_minor)
  ) m(bucket, sequence, accounts, amount)
  group by 1, 2, 3, 4, 5, 6
  having sum(m.accounts) > 0 or sum(m.amount) > 0
$$;

-- When an account was first owned by a collector, and what was overdue on it at that time.
create view placement as
select a.account_id, a.creditor_id, a.currency, f.placed_on, date_trunc('month', f.placed_on)::date as cohort,
  coalesce(before.overdue_minor, after.overdue_minor, 0) as placed_minor
from account_state a
  join (
    select c.debtor_id, (min(c.changed_at) at time zone (select time_zone from installation))::date as placed_on
    from assignment_change c where c.collector_id is not null group by 1
  ) f using (debtor_id)
  left join lateral (
    select d.overdue_minor from account_day d where d.account_id = a.account_id and d.business_date <= f.placed_on
    order by d.business_date desc limit 1
  ) before on true
  left join lateral (
    select d.overdue_minor from account_day d where d.account_id = a.account_id order by d.business_date limit 1
  ) after on true;

-- Cumulative recovery by the month in which an account was first owned by a collector ("placed"): what was overdue then, and what was
-- collected up to the end of each following month. Months without a payment have no row of their own: the last one before counts.
create view vintage as
select p.creditor_id, p.currency, p.cohort, m.month_number, p.accounts, p.placed_minor,
  sum(m.collected_minor) over (partition by p.creditor_id, p.currency, p.cohort order by m.month_number)::bigint as collected_minor
from (
  select x.creditor_id, x.currency, x.cohort, count(*) as accounts, sum(x.placed_minor)::bigint as placed_minor
  from placement x group by 1, 2, 3
) p join (
  select x.creditor_id, x.currency, x.cohort,
    (extract(year from age(date_trunc('month', f.business_date), x.cohort)) * 12
      + extract(month from age(date_trunc('month', f.business_date), x.cohort)))::integer as month_number,
    sum(case f.kind when 'posted' then f.amount_minor else -f.amount_minor end) as collected_minor
  from placement x join fact_payment f on f.account_id = x.account_id and f.currency = x.currency and f.business_date >= x.placed_on
  group by 1, 2, 3, 4
) m using (creditor_id, currency, cohort);
