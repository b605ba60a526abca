-- A station has one row a day, and the row's station is known, which Redshift's keys do not see to. Returns days
-- that are there twice or whose station is not there once.
select
    climate.station_id,
    climate.date,
    count(*) as joined_rows
from climate
left join stations on climate.station_id = stations.station_id
where
    (
        select count(*) from climate_batches
        where climate_batches.run_id in %(runs)s
    ) > 0
group by climate.station_id, climate.date
having
    count(*) <> 1
    or count(stations.station_id) <> 1;
