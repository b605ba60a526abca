-- Grain: one row a station read. The rows lie in a temporary table of this form, in the one transaction that
-- loads; this one stays empty.
create table staging_stations (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    station_id text not null,
    name text not null,
    longitude double precision not null,
    latitude double precision not null,
    elevation double precision,
    state text,
    country text not null
);

comment on table staging_stations is 'Weather stations under way, as read.';
comment on column staging_stations.source_key is 'File below uploaded/ that held it.';
comment on column staging_stations.line_number is 'Line of that file, from 1.';
