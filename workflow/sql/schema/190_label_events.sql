-- Grain: one row a label that a document or a review was given, or what else a person said of one.
-- Never changed, undoing and reopening are rows too; current_labels says which label counts.
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
    action text not null default 'label',
    finding text,
    model_version text,
    guidelines_version text,
    is_blind boolean not null default false,
    decision_key uuid,
    undone_event_id bigint,
    constraint label_events_of_one check (num_nonnulls(document_id, review_id) = 1),
    constraint label_events_say_one check (num_nonnulls(label, label_set) = (case action when 'label' then 1 else 0 end)),
    constraint label_events_of_actions check (action in ('label', 'unclear', 'skip', 'note', 'reopen', 'undo')),
    constraint label_events_of_findings check (finding in ('label wrong', 'model wrong')),
    constraint label_events_undo_one check ((action = 'undo') = (undone_event_id is not null))
);

create index label_events_document_id on label_events (document_id) where document_id is not null;
create index label_events_review_id on label_events (review_id) where review_id is not null;

-- What is taken back is taken back once, whoever else asks for it at the same moment.
create unique index label_events_undone on label_events (undone_event_id) where undone_event_id is not null;
create index label_events_decision_key on label_events (decision_key) where decision_key is not null;

comment on table label_events is
'One row a label that a document or a review was given, or what else a person said of one; append-only.';
comment on column label_events.event_key is
'BLAKE2b-128 of document, source and label, or of a person, the key of the request and the document; null: neither.';
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
comment on column label_events.action is
'label: it has this one; unclear: none can be told; skip, note; reopen: it is asked again; undo: undone_event_id is void.';
comment on column label_events.finding is 'What was wrong in the person''s judgement: label wrong, model wrong, or null.';
comment on column label_events.model_version is 'Version of the model whose answer the person was shown or could have asked for.';
comment on column label_events.guidelines_version is 'BLAKE2b-64 in hex of the guidelines that the person had beside the text.';
comment on column label_events.is_blind is 'Whether the person saw neither label, prediction nor another''s decision before.';
comment on column label_events.decision_key is 'One request of a person: a decision about many texts is undone in one step.';
comment on column label_events.undone_event_id is 'The event that an undo takes back.';
