-- What was approved and is not signed in time is off, so that the account is free for another deal.
drop index agreements_to_expire;
create index agreements_to_expire on agreements (expires_at) where state in ('proposed', 'approved');
-- Those that waited when this rule came have a week from then on.
update agreements set expires_at = date_trunc('second', now()) + interval '7 days',
  record = jsonb_set(record, '{expires_at}', to_jsonb(to_char(date_trunc('second', now() at time zone 'UTC') + interval '7 days',
    'YYYY-MM-DD"T"HH24:MI:SS".000Z"')))
  where state = 'approved';

-- Who published a ceiling where.
alter table usury_ceilings add column source text;

-- What units of account are worth, day by day: legal caps on fees are expressed in them. A published value never changes.
create table unit_values (
  unit text not null,
  valid_on date not null,
  hundredths bigint not null check (hundredths > 0),
  published_by uuid,
  published_at timestamptz not null default now(),
  primary key (unit, valid_on)
);
create trigger published_value_never_changes before update or delete on unit_values
  for each row execute function refuse_change_of_published_rule();
