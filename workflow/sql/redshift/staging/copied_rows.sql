-- How many rows the last COPY of this session has loaded. One row.
select pg_last_copy_count() as copied_rows;
