-- Grain: one row a station whose row has to be written. Source: staging_stations. PostgreSQL and Redshift.
-- A station that the table holds already, just so, is not among them: `except` takes nulls for equal.
drop table if exists stations_to_write;

create temporary table stations_to_write as
with numbered as (
    select
        staging_stations.*,
        row_number() over (
            partition by staging_stations.station_id
            order by staging_stations.source_key, staging_stations.line_number
        ) as turn
    from staging_stations
    where staging_stations.batch_id = %(batch_id)s
)

select
    station_id,
    name,
    longitude,
    latitude,
    elevation,
    state,
    country,
    false as is_placeholder
from numbered
where turn = %(turn)s
except
select
    station_id,
    name,
    longitude,
    latitude,
    elevation,
    state,
    country,
    is_placeholder
from stations;
