-- Grain: one row a station that has days and is not in the station list. Source: days_to_write. Key: station_id.
-- PostgreSQL and Redshift.
insert into stations (station_id, country, is_placeholder)
select distinct
    station_id,
    substring(station_id, 1, 2) as country,
    true as is_placeholder
from days_to_write
where station_id not in (select stations.station_id from stations);
