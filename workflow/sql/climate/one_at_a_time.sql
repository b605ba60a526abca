-- One load of climate at a time in this database; reviews are loaded beside it.
select pg_advisory_xact_lock(hashtext('amzn_review load climate'));
