-- Days of climate of a batch. The paths of jsonpaths/climate.json are these columns, in their order.
copy staging_climate (
    batch_id, source_key, line_number, station_id, date, ave_wind, precipitation, snow_fall, snow_depth, ave_temp,
    min_temp, max_temp, wt01, wt02, wt03, wt04, wt05, wt06, wt07, wt08, wt09, wt10, wt11, wt12, wt13, wt14, wt15,
    wt16, wt17, wt18, wt19, wt21, wt22
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
