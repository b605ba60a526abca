-- Grain: one row a batch (a manifest). Written in the transaction that loads its reviews.
-- Invariants: every record of the manifest is loaded, a duplicate, quarantined or held; and every record
-- that was staged is a new row of the fact table or equal to one that is there.
create table ingest_batches (
    batch_id text primary key,
    run_id text not null,
    files integer not null check (files >= 0),
    listed integer not null,
    staged integer not null,
    loaded integer not null check (loaded >= 0),
    duplicate integer not null check (duplicate >= 0),
    quarantined integer not null check (quarantined >= 0),
    held integer not null check (held >= 0),
    held_keys text[] not null,
    products integer not null check (products >= 0),
    loaded_at timestamp with time zone not null default now(),
    removed integer not null default 0,
    constraint ingest_batches_balance check (listed = loaded + duplicate + quarantined + held),
    constraint ingest_batches_staged check (staged = loaded + duplicate),
    constraint ingest_batches_removed check (removed between 0 and loaded)
);

comment on table ingest_batches is 'One row a batch: what was listed and what became of it.';
comment on column ingest_batches.batch_id is 'Stem of the manifest''s file name.';
comment on column ingest_batches.run_id is 'Airflow run, or command, that loaded the batch.';
comment on column ingest_batches.files is 'Review files in the manifest.';
comment on column ingest_batches.listed is 'Review records in those files; a file that cannot be read counts as one.';
comment on column ingest_batches.staged is 'Records that went through the staging table.';
comment on column ingest_batches.loaded is 'Records that became a new row of reviews.';
comment on column ingest_batches.duplicate is 'Records equal to one already loaded, or to another of the batch.';
comment on column ingest_batches.quarantined is 'Records that are no review; see quarantined_records.';
comment on column ingest_batches.held is 'Review files changed, gone or still being written; left for the next run.';
comment on column ingest_batches.held_keys is 'Every held file, of product metadata too, below uploaded/.';
comment on column ingest_batches.products is 'Records of product metadata, which the counts before leave out.';
comment on column ingest_batches.removed is 'Made-up reviews among the loaded ones that were removed again.';
