-- What a person can do beyond what everybody can.
alter table staff add column skills text[] not null default '{}';
