-- Grain: one row a station read. Emptied of a batch when its run is over.
create table if not exists staging_stations (
    batch_id text not null,
    station_id text not null,
    name text,
    longitude double precision,
    latitude double precision,
    elevation double precision,
    state text,
    country text,
    primary key (batch_id, station_id)
);

comment on table staging_stations is 'Weather stations of the batches under way, as read.';
