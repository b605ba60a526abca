-- Grain: one row a batch and file that was left for a later batch. Written with the batch's row of ingest_batches.
create table held_files (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    primary key (batch_id, source_key)
)
diststyle all
sortkey (batch_id)
encode auto;
