-- Stations of a batch. The paths of jsonpaths/stations.json are these columns, in their order.
copy staging_stations (
    batch_id, source_key, line_number, station_id, name, longitude, latitude, elevation, state, country
)
from %(manifest)s
iam_role %(iam_role)s
region %(region)s
format json %(jsonpaths)s
manifest
gzip
maxerror %(most_refused)s
dateformat 'auto'
timeformat 'auto'
compupdate off
statupdate off;
