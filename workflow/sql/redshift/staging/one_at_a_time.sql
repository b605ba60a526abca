-- One load at a time in this database: the next one waits for the commit. The first statement of its transaction,
-- for what it sees of the tables is settled by the first one that reads.
lock table load_turns;
