-- Bytes of a column's longest value. One row.
select max(octet_length(%(column_name)s)) as longest from %(table_name)s;
