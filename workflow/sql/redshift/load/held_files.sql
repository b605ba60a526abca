-- Grain: one row a file that is left for a later batch; many rows of values in one statement.
insert into held_files (batch_id, source_key)
values %(rows)s;
