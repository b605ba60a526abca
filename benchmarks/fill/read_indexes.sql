-- Reads every index of the warehouse into PostgreSQL's memory. Returns the pages of each.
create extension if not exists pg_prewarm;

select
    indexrelid::regclass as index_name,
    pg_prewarm(indexrelid) as pages
from pg_index
where indrelid in ('reviews'::regclass, 'users'::regclass, 'products'::regclass, 'time'::regclass);
