-- Grain: one row a column of a table, in its order.
select
    pg_attribute.attname,
    pg_type.typname,
    pg_attribute.atttypmod,
    pg_attribute.attnotnull,
    pg_attribute.attidentity,
    pg_attribute.attrelid
from pg_attribute
inner join pg_type on pg_attribute.atttypid = pg_type.oid
where
    pg_attribute.attrelid = to_regclass(%(table_name)s)
    and pg_attribute.attnum > 0
    and not pg_attribute.attisdropped
order by pg_attribute.attnum;
