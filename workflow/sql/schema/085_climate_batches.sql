-- Grain: one row a batch of climate files and a table that it fed. Written in the transaction that loads them.
-- Invariant: every line of the files is a new row, changes one, is known already, or is quarantined.
create table climate_batches (
    batch_id text not null,
    target_table text not null check (target_table in ('stations', 'climate')),
    run_id text not null,
    files integer not null check (files >= 0),
    listed integer not null,
    added integer not null check (added >= 0),
    changed integer not null check (changed >= 0),
    unchanged integer not null check (unchanged >= 0),
    quarantined integer not null check (quarantined >= 0),
    loaded_at timestamp with time zone not null default now(),
    primary key (batch_id, target_table),
    constraint climate_batches_balance check (listed = added + changed + unchanged + quarantined)
);

comment on table climate_batches is
'One row a batch of climate files and a table that it fed: what was listed and what became of it.';
comment on column climate_batches.batch_id is 'Stem of the manifest''s file name.';
comment on column climate_batches.target_table is 'stations or climate.';
comment on column climate_batches.run_id is 'Airflow run, or command, that loaded the batch.';
comment on column climate_batches.files is 'Files of that kind in the manifest.';
comment on column climate_batches.listed is 'Lines with data; a file that cannot be read counts as one.';
comment on column climate_batches.added is 'Lines that became a new row; a station that was a placeholder is changed.';
comment on column climate_batches.changed is 'Lines that changed a row.';
comment on column climate_batches.unchanged is 'Lines that said what the table holds already: no row was written.';
comment on column climate_batches.quarantined is 'Lines that are no record; see quarantined_records.';
