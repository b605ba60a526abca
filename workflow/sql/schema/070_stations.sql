-- Grain: one row a weather station. Source: ghcnd-stations.txt.
create table if not exists stations (
    station_id text primary key,
    name text not null,
    longitude double precision not null check (longitude between -180 and 180),
    latitude double precision not null check (latitude between -90 and 90),
    elevation double precision,
    state text,
    country text
);

comment on table stations is 'One row a weather station.';
comment on column stations.longitude is 'Degrees, east positive.';
comment on column stations.latitude is 'Degrees, north positive.';
comment on column stations.elevation is 'Metres; null: unknown.';
