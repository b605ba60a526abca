-- No load beside it in this database: the lock of staging/one_at_a_time.sql. The first statement of its transaction,
-- for what it sees of the tables is settled by the first one that reads.
lock table load_turns;
