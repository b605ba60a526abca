-- Grain: one row a distinct text of a task. Source: staging_documents, a temporary table of the load.
-- Keys: document_id (ours), content_key (of what makes it that text, so that the same one is never loaded twice).
create table documents (
    document_id bigint generated always as identity primary key,
    content_key uuid not null unique,
    task text not null check (task <> 'rating'),
    external_id text,
    text text not null check (text <> ''),
    author text,
    entity text,
    variant text,
    created_at timestamp,
    language text,
    source_record json not null,
    original text not null,
    original_row integer not null check (original_row > 0),
    batch_id text not null,
    source_key text not null,
    line_number integer not null
);

alter table documents alter column text set compression lz4;

create index documents_batch_id on documents (batch_id);

comment on table documents is 'One row a distinct text of a task; reviews are documents of task rating by view rating_documents.';
comment on column documents.content_key is
'BLAKE2b-128 of task, external_id, text, author, entity, variant and created_at; not of labels, language or other columns.';
comment on column documents.task is 'Task that the text was added for.';
comment on column documents.external_id is 'Number or name of the text where it comes from.';
comment on column documents.author is 'Keyed hash (BLAKE2b-128) of who wrote it, or the name itself where that was asked for.';
comment on column documents.entity is 'What the text is about, such as a brand.';
comment on column documents.variant is 'Variant of the language, such as mx.';
comment on column documents.created_at is 'When the text was written, UTC; never when it was added.';
comment on column documents.language is 'ISO 639-1 code, as the layout or the command told.';
comment on column documents.source_record is 'The whole record by column; the author''s fields are hashed with the same key.';
comment on column documents.original is 'Name of the file that it came in.';
comment on column documents.original_row is 'Record of that file, from 1; the header is none.';
comment on column documents.batch_id is 'Batch that brought it first.';
comment on column documents.source_key is
'File below uploaded/ that held it; its bytes, and the original''s, are below raw/documents/.';
comment on column documents.line_number is 'Line of that file, from 1.';
