-- How often and in how many parts may be promised. Added with what a new installation starts with; other values are another version.
alter table promise_policies
  -- Promises (each of one or several dates) that may be open about an account at the same time.
  add column maximum_active integer not null default 2 check (maximum_active > 0),
  -- Dates that one promise may be spread over.
  add column maximum_dates integer not null default 6 check (maximum_dates > 0),
  -- How many of those made in the last `repeat_days` may have been broken or replaced until none is taken any more.
  add column maximum_repeats integer not null default 3 check (maximum_repeats > 0),
  add column repeat_days integer not null default 90 check (repeat_days between 0 and 3650),
  -- The minute of the last day at which a promise is judged; 1440 is the end of that day.
  add column cut_off_minute integer not null default 1440 check (cut_off_minute between 1 and 1440);

-- Promises over several accounts, on several dates, in place of others.
alter table promises
  add column account_ids uuid[],
  add column cut_off_at timestamptz,
  add column series_id uuid,
  add column replaces uuid,
  add column method text,
  add column closed_reason text;
update promises set account_ids = array[account_id], series_id = promise_id,
  cut_off_at = (cut_off_on + 1)::timestamp at time zone time_zone;
alter table promises
  alter column account_ids set not null,
  alter column cut_off_at set not null,
  alter column series_id set not null;

drop index promises_by_account;
create index promises_by_account on promises using gin (account_ids);
drop index promises_to_judge;
create index promises_to_judge on promises (cut_off_at) where state = 'active';
create index promises_by_due_date on promises (due_on);
create index accounts_by_next_due_date on accounts ((event->>'next_due_date'));
