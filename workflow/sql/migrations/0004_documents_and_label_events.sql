-- Texts of other tasks come in beside the reviews, and labels of both become events: review_labels, until now a table
-- of its own, is a view of them, and its rows are the first events.
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

create table label_events (
    event_id bigint generated always as identity primary key,
    event_key uuid unique,
    document_id bigint,
    review_id bigint references reviews (review_id),
    task text not null,
    label text,
    label_set json,
    source text not null check (source in ('gold', 'weak', 'crowd', 'person', 'client')),
    labelled_by text not null,
    labelled_at timestamp with time zone not null default now(),
    reason text,
    batch_id text,
    constraint label_events_of_one check (num_nonnulls(document_id, review_id) = 1),
    constraint label_events_say_one check (num_nonnulls(label, label_set) = 1)
);

create index label_events_document_id on label_events (document_id) where document_id is not null;
create index label_events_review_id on label_events (review_id) where review_id is not null;

comment on table label_events is 'One row a label that a document or a review was given; append-only.';
comment on column label_events.event_key is
'BLAKE2b-128 of document, source and label, so that a file added twice gives no second one; null: not from a file.';
comment on column label_events.document_id is 'The document, or null for a review.';
comment on column label_events.review_id is 'The review, or null for a document.';
comment on column label_events.task is 'Task whose label it is; rating for a review.';
comment on column label_events.label is 'The label of a task with one a text.';
comment on column label_events.label_set is 'The sorted labels of a task with any number a text; may be empty.';
comment on column label_events.source is 'gold, weak (guessed from something else), crowd, person or client.';
comment on column label_events.labelled_by is 'Who: a person, or the file that said so.';
comment on column label_events.labelled_at is 'When it was noted.';
comment on column label_events.reason is 'Why: the column that held it, or what the person wrote.';
comment on column label_events.batch_id is 'Batch of documents that brought it; null: not from a file.';

insert into label_events (review_id, task, label, source, labelled_by, labelled_at)
select
    review_id,
    'rating' as task,
    cast(rating as text) as label,
    'person' as source,
    labelled_by,
    labelled_at
from review_labels
order by label_id;

drop table review_labels;
