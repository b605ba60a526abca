-- How often the most frequent station of the batch was read; 0: none. One row. PostgreSQL and Redshift.
-- The lines of one station, of different files, are applied one after another: a turn each, the last file last.
with counted as (
    select count(*) as lines
    from staging_stations
    where batch_id = %(batch_id)s
    group by station_id
)

select coalesce(max(lines), 0) as turns
from counted;
