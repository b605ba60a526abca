-- Grain: one row a batch and a table that it fed. Written in the transaction that loads the batch.
-- Invariant, which the load proves before it commits: listed = added + changed + unchanged + quarantined.
create table climate_batches (
    batch_id varchar(64) not null,
    target_table varchar(16) not null,
    run_id varchar(512) not null,
    files integer not null,
    listed integer not null,
    added integer not null,
    changed integer not null,
    unchanged integer not null,
    quarantined integer not null,
    loaded_at timestamp with time zone not null default sysdate,
    primary key (batch_id, target_table)
)
diststyle all
sortkey (loaded_at)
encode auto;
