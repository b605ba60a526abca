-- Grain: one row a station and day. Source: NOAA daily summaries.
create table climate (
    station_id text not null references stations (station_id),
    date date not null,
    ave_wind double precision,
    precipitation double precision,
    snow_fall double precision,
    snow_depth double precision,
    ave_temp double precision,
    min_temp double precision,
    max_temp double precision,
    wt01 boolean,
    wt02 boolean,
    wt03 boolean,
    wt04 boolean,
    wt05 boolean,
    wt06 boolean,
    wt07 boolean,
    wt08 boolean,
    wt09 boolean,
    wt10 boolean,
    wt11 boolean,
    wt12 boolean,
    wt13 boolean,
    wt14 boolean,
    wt15 boolean,
    wt16 boolean,
    wt17 boolean,
    wt18 boolean,
    wt19 boolean,
    wt21 boolean,
    wt22 boolean,
    primary key (station_id, date),
    check (min_temp <= max_temp)
);

comment on table climate is
'One row a station and day, in SI units. wt01 to wt22: weather types of GHCN-Daily; true: seen that day, null: not reported.';
comment on column climate.ave_wind is 'Metres a second.';
comment on column climate.precipitation is 'Millimetres.';
comment on column climate.snow_fall is 'Millimetres.';
comment on column climate.snow_depth is 'Millimetres.';
comment on column climate.ave_temp is 'Degrees Celsius.';
comment on column climate.min_temp is 'Degrees Celsius.';
comment on column climate.max_temp is 'Degrees Celsius.';
