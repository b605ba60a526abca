-- Grain: one row per file of days that was loaded. Written in the transaction that loads its days.
create table climate_files (
    batch_id text not null,
    source_key text not null,
    layout text not null,
    units text not null check (units in ('imperial', 'metric', 'tenths')),
    reason text not null,
    loaded_at timestamp with time zone not null default now(),
    primary key (batch_id, source_key)
);

comment on table climate_files is 'One row per file of days that was loaded: its layout and unit, and why.';
comment on column climate_files.source_key is 'File below uploaded/ at the time; its bytes are kept.';
comment on column climate_files.layout is 'NOAA''s name for the order and kind of the columns.';
comment on column climate_files.units is 'Of the file: imperial, metric, or tenths of metric units; table climate has SI units.';
comment on column climate_files.reason is 'What decided the unit, with weights: log10 of odds.';
