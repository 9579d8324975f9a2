create table staff (
  staff_id uuid primary key,
  full_name text not null check (full_name <> ''),
  email text not null unique check (email = lower(email)),
  roles text[] not null,
  team_id text,
  zone_codes text[] not null default '{}',
  creditor_ids text[] not null default '{}',
  city text,
  home_latitude_e6 integer,
  home_longitude_e6 integer,
  time_zone text not null,
  language text not null,
  shift_starts_minute integer not null check (shift_starts_minute between 0 and 1440),
  shift_ends_minute integer not null check (shift_ends_minute between shift_starts_minute and 1440),
  maximum_stops integer not null check (maximum_stops >= 0),
  active boolean not null,
  version bigint not null,
  changed_at timestamptz not null,
  check ((home_latitude_e6 is null) = (home_longitude_e6 is null))
);
create index staff_name on staff (full_name, staff_id);
create index staff_team on staff (team_id);

-- scrypt, with its parameters and salt in the text.
create table credential (
  staff_id uuid primary key references staff on delete cascade,
  password_hash text not null,
  changed_at timestamptz not null
);

-- Failed sign-ins by SHA-256 of the address as it was typed, so that addresses without an account are treated alike.
create table sign_in_throttle (
  account_hash bytea primary key,
  failures integer not null,
  last_failed_at timestamptz not null,
  blocked_until timestamptz
);

create table session (
  session_id uuid primary key,
  staff_id uuid not null references staff on delete cascade,
  generation integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text check (ended_reason in ('signed_out', 'deactivated', 'password_changed', 'token_reused')),
  check ((ended_at is null) = (ended_reason is null))
);
create index session_staff on session (staff_id) where ended_at is null;
create index session_expires on session (expires_at);

-- SHA-256 of tokens; the tokens themselves are known to their owners alone.
create table refresh_token (
  token_hash bytea primary key,
  session_id uuid not null references session on delete cascade,
  generation integer not null,
  issued_at timestamptz not null,
  used_at timestamptz,
  -- Given out, but its answer was lost and another took its place.
  superseded boolean not null default false
);
create index refresh_token_session on refresh_token (session_id, generation);

-- ES256 private keys as PEM. Whoever reads this table can sign tokens: it belongs to the service's role alone.
create table signing_key (
  key_id text primary key,
  private_key text not null,
  created_at timestamptz not null
);
