-- Grain: one row a weather station. Source: ghcnd-stations.txt. Degrees (east and north positive), metres.
-- A day of a station that the list does not have loads against a placeholder, which a later list fills in.
create table stations (
    station_id varchar(11) not null,
    name varchar(128),
    longitude double precision,
    latitude double precision,
    elevation double precision,
    state varchar(32),
    country varchar(2) not null,
    is_placeholder boolean not null default false,
    primary key (station_id)
)
diststyle all
sortkey (station_id)
encode auto;
