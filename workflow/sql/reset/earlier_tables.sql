-- The tables of an earlier version, which this one cannot load into. No row: there are none.
select table_name
from information_schema.tables
where table_schema = current_schema() and table_name = 'staging_sources'
union
select table_name
from information_schema.columns
where table_schema = current_schema() and table_name = 'staging_reviews' and column_name = 'place';
