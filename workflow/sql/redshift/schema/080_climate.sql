-- Grain: one row a station and day, in SI units: metres a second, millimetres, degrees Celsius.
-- Source: NOAA daily summaries.
create table climate (
    station_id varchar(11) not null,
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
    foreign key (station_id) references stations (station_id)
)
diststyle all
sortkey (date)
encode auto;
