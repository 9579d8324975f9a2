-- The secret address under which a calendar program reads a collector's agenda: the SHA-256 of what stands in it. One a collector; another
-- one takes its place.
create table calendar_feeds (
  collector_id uuid primary key,
  token_sha256 bytea not null unique,
  made_by uuid not null,
  made_at timestamptz not null
);
