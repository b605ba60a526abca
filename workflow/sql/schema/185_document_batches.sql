-- Grain: one row a batch of documents and a task. Written in the transaction that loads them.
-- Invariant: every record is a new document, a new label of a known one, known already, or quarantined.
create table document_batches (
    batch_id text not null,
    task text not null,
    run_id text not null,
    files integer not null check (files >= 0),
    listed integer not null,
    loaded integer not null check (loaded >= 0),
    relabelled integer not null check (relabelled >= 0),
    duplicate integer not null check (duplicate >= 0),
    quarantined integer not null check (quarantined >= 0),
    label_events integer not null check (label_events between relabelled and loaded + relabelled),
    loaded_at timestamp with time zone not null default now(),
    primary key (batch_id, task),
    constraint document_batches_balance check (listed = loaded + relabelled + duplicate + quarantined)
);

comment on table document_batches is 'One row a batch of documents and a task: what was listed and what became of it.';
comment on column document_batches.batch_id is 'Stem of the manifest''s file name.';
comment on column document_batches.run_id is 'Command that loaded the batch.';
comment on column document_batches.files is 'Files of that task in the manifest; originals are not counted.';
comment on column document_batches.listed is 'Records in those files; a file that cannot be read counts as one.';
comment on column document_batches.loaded is 'Records that became a new row of documents.';
comment on column document_batches.relabelled is 'Records of a known document that brought a label which it did not have.';
comment on column document_batches.duplicate is 'Records of a known document that brought nothing new.';
comment on column document_batches.quarantined is 'Records that are no document; see quarantined_records.';
comment on column document_batches.label_events is 'Rows of label_events that the batch wrote.';
