-- When a promise is judged, when it was, and each account that it is about.
alter table promises
  add column open_until timestamptz,
  add column changed_at timestamptz,
  drop constraint promises_pkey,
  add primary key (promise_id, account_id);
