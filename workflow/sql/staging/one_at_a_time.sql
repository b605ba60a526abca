-- One load at a time in this database, whichever machine it comes from: the next one waits for the commit.
-- Plans must not be compiled: that takes longer than they run.
select pg_advisory_xact_lock(hashtext('amzn_review load'));

set local jit = off;
