-- Under which version of a policy a promise was taken; nothing for promises that were taken before it was noted.
alter table promises add column policy_country text, add column policy_version integer,
  add constraint policy_is_whole check ((policy_country is null) = (policy_version is null));
