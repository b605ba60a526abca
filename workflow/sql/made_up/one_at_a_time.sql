-- No load and no export beside it in this database: the locks of staging/one_at_a_time.sql and export/begin.sql, held
-- until the commit.
select pg_advisory_xact_lock(hashtext('amzn_review load'));

select pg_advisory_xact_lock(hashtext('amzn_review export'));
