-- Who published a policy; nobody for those that come with the service.
alter table promise_policies add published_by uuid;
