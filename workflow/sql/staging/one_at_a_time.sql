-- One load at a time in this database, whichever machine it comes from: the next one waits for the commit.
select pg_advisory_xact_lock(hashtext('amzn_review load'));

-- Plans must not be compiled, which takes longer than they run, and must look keys up one by one: whatever reads
-- a whole table to join a few thousand rows with it costs more with every batch.
set local jit = off;

set local enable_hashjoin = off;

set local enable_mergejoin = off;
