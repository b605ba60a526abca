-- A row when the table is there.
select table_name
from information_schema.tables
where
    table_name = %(table_name)s
    and table_schema = current_schema();
