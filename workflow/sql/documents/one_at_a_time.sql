-- One load of documents at a time in this database; reviews and climate are loaded beside it.
select pg_advisory_xact_lock(hashtext('amzn_review load documents'));
