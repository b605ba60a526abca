-- Grain: one row a station of the batches under way, as read. Emptied of a batch when it is loaded.
create table staging_stations (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    station_id varchar(11) not null,
    name varchar(128) not null,
    longitude double precision not null,
    latitude double precision not null,
    elevation double precision,
    state varchar(32),
    country varchar(2) not null
)
diststyle even
encode auto;
