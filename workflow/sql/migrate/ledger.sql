-- What was applied, in the order of the numbers; the views, which have none, come last.
select
    number,
    name,
    checksum,
    applied_at
from schema_migrations
order by number, name;
