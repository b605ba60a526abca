-- The columns of staging_stations in the order of STATION_COLUMNS.
copy staging_stations (
    batch_id, source_key, line_number, station_id, name, longitude, latitude, elevation, state, country
) from stdin;
