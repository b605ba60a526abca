-- Grain: one row a station and day read. The rows lie in a temporary table of this form, in the one transaction
-- that loads; this one stays empty. Units are those of table climate.
create table staging_climate (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    station_id text not null,
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
    wt22 boolean
);

comment on table staging_climate is 'Daily climate under way, as read, in SI units.';
comment on column staging_climate.source_key is 'File below uploaded/ that held it.';
comment on column staging_climate.line_number is 'Line of that file, from 1.';
