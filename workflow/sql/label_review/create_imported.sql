-- Grain: one row an event of a file, in its order (place). Gone with the transaction.
create temporary table imported_events (
    place bigint primary key,
    content_key uuid not null,
    event_key uuid not null,
    action text not null,
    label text,
    label_set json,
    source text not null,
    labelled_by text not null,
    labelled_at timestamp with time zone,
    reason text,
    finding text,
    model_version text,
    guidelines_version text,
    is_blind boolean not null,
    decision_key uuid,
    undone_event_key uuid,
    event_id bigint,
    document_id bigint
) on commit drop;
