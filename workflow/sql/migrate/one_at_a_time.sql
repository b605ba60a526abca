-- One change of the schema at a time in this database, and no load beside it, neither of reviews nor of climate:
-- the locks of staging/one_at_a_time.sql and climate/one_at_a_time.sql, held until the commit.
select pg_advisory_xact_lock(hashtext('amzn_review load'));

select pg_advisory_xact_lock(hashtext('amzn_review load climate'));
