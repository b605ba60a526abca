-- The rows of a table. One row.
select count(*) as rows_in_all from %(table_name)s;
