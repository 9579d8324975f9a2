-- When a photograph was declared or its last piece came.
alter table photos add column touched_at timestamptz;
update photos set touched_at = declared_at;
alter table photos alter column touched_at set not null;
create index photos_unfinished on photos (touched_at) where stored_at is null;
