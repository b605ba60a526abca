-- The views are about to be made, and noted, again.
delete from schema_migrations
where number is null;
