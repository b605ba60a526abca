-- Grain: one row a weather station. Source: ghcnd-stations.txt.
-- A day of a station that the list does not have loads against a placeholder, which a later list fills in.
create table stations (
    station_id text primary key,
    name text,
    longitude double precision check (longitude between -180 and 180),
    latitude double precision check (latitude between -90 and 90),
    elevation double precision,
    state text,
    country text not null,
    is_placeholder boolean not null default false,
    constraint stations_described check (
        is_placeholder or (name is not null and longitude is not null and latitude is not null)
    )
);

comment on table stations is 'One row a weather station.';
comment on column stations.station_id is 'Id of GHCN-Daily: country, network, number.';
comment on column stations.longitude is 'Degrees, east positive.';
comment on column stations.latitude is 'Degrees, north positive.';
comment on column stations.elevation is 'Metres; null: unknown.';
comment on column stations.state is 'Postal code of the state or province; null: outside the USA and Canada.';
comment on column stations.country is 'FIPS 10-4, the first two letters of the id; not ISO 3166.';
comment on column stations.is_placeholder is 'Known from climate files only; the station list fills it in.';
