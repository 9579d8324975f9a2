-- Who published a tree; nobody for those that come with the service.
alter table outcome_trees add published_by uuid;
