-- Grain: one row a post that its source has deleted. Source: what a collected page or a look at the source says.
-- Key: task, original and external_id; no document with these is in the table, and none is loaded again.
create table deleted_documents (
    task text not null,
    original text not null,
    external_id text not null,
    noted_at timestamp with time zone not null default now(),
    primary key (task, original, external_id)
);

comment on table deleted_documents is 'One row a post that its source has deleted: its document, labels and scores are gone.';
comment on column deleted_documents.task is 'Task that it was collected for.';
comment on column deleted_documents.original is 'Server that it was collected from, as documents.original names it.';
comment on column deleted_documents.external_id is 'Number or name of the post at the source.';
comment on column deleted_documents.noted_at is 'When the warehouse was told.';
