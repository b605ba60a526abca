-- One change of the schema at a time in this database, and no load beside it: the lock of staging/one_at_a_time.sql.
-- The first statement of its transaction, for what it sees of the tables is settled by the first one that reads.
lock table load_turns;
