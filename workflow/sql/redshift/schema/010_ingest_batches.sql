-- Grain: one row a batch (a manifest). Written in the transaction that loads its reviews.
-- Invariants, which Redshift does not enforce and the load proves before it commits:
-- listed = loaded + duplicate + quarantined + held; staged = loaded + duplicate.
create table ingest_batches (
    batch_id varchar(64) not null,
    run_id varchar(512) not null,
    files integer not null,
    listed integer not null,
    staged integer not null,
    loaded integer not null,
    duplicate integer not null,
    quarantined integer not null,
    held integer not null,
    products integer not null,
    loaded_at timestamp with time zone not null default sysdate,
    removed integer not null default 0,
    primary key (batch_id)
)
diststyle all
sortkey (loaded_at)
encode auto;
