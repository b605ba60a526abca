-- Every column of every table and view that is there.
select
    table_name,
    column_name
from information_schema.columns
where table_schema = current_schema()
order by table_name, ordinal_position;
