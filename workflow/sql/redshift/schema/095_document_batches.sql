-- Grain: one row a batch of documents and a task. Written in the transaction that loads them.
create table document_batches (
    batch_id varchar(64) not null,
    task varchar(64) not null,
    run_id varchar(512) not null,
    files integer not null,
    listed integer not null,
    loaded integer not null,
    relabelled integer not null,
    duplicate integer not null,
    quarantined integer not null,
    label_events integer not null,
    loaded_at timestamp with time zone not null default sysdate,
    primary key (batch_id, task)
)
diststyle all
sortkey (loaded_at)
encode auto;
