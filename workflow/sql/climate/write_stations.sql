-- Grain: one row a station. Source: stations_to_write. Key: station_id. PostgreSQL and Redshift.
-- The list is the authority: it renews a row and fills a placeholder. No station goes, for days refer to it.
update stations
set
    name = stations_to_write.name,
    longitude = stations_to_write.longitude,
    latitude = stations_to_write.latitude,
    elevation = stations_to_write.elevation,
    state = stations_to_write.state,
    country = stations_to_write.country,
    is_placeholder = false
from stations_to_write
where stations.station_id = stations_to_write.station_id;

insert into stations (station_id, name, longitude, latitude, elevation, state, country, is_placeholder)
select
    station_id,
    name,
    longitude,
    latitude,
    elevation,
    state,
    country,
    false as is_placeholder
from stations_to_write
where station_id not in (select stations.station_id from stations);

drop table stations_to_write;
