-- Payments over several accounts, and reversals that take back all of a payment, as they were reported. Their parts are rows of payment.
create table payment_divided (
  payment_key uuid primary key,
  creditor_id text not null,
  payment_id text not null,
  kind text not null,
  reversal_of text,
  reversal_key uuid,
  value_date date not null,
  source text not null,
  hash_high bigint not null,
  hash_low bigint not null,
  body bytea not null,
  origin text not null,
  -- A reversal of all whose payment is not known yet.
  waits boolean not null,
  recorded_at timestamptz not null
);
create index payment_divided_reversal on payment_divided (reversal_key) where waits;

-- The payment over several accounts whose part a payment is.
alter table payment add column part_of text;
