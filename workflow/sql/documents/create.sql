-- Grain: one row a record of the batch that is a document. The staging table of one transaction, gone at its end.
-- Long records are compressed twice, here and in the table that they go to: by the faster method.
set local default_toast_compression = lz4;
create temporary table staging_documents (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    content_key uuid not null,
    event_key uuid,
    task text not null,
    external_id text,
    text text not null,
    author text,
    entity text,
    variant text,
    created_at timestamp,
    language text,
    source_record json not null,
    original text not null,
    original_row integer not null,
    label text,
    label_set json,
    label_source text,
    label_reason text
) on commit drop;
