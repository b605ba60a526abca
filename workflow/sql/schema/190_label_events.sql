-- Grain: one row a label that a document or a review was given. Never changed; current_labels says which one counts.
-- A load takes document_id from documents in the transaction that writes both; a foreign key would look each up again.
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
