-- How many lines of this turn become a new row or change one. One row. PostgreSQL and Redshift.
select
    count(*) - count(stations.station_id) as added,
    count(stations.station_id) as changed
from stations_to_write
left join stations on stations_to_write.station_id = stations.station_id;
