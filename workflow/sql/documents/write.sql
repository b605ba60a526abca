-- Grain: one row a distinct text of a task that is not loaded. Source: staging_documents. Key: content_key.
-- Of equal records of a batch the first counts: a temporary table is read in the order in which it was filled, and
-- sorting whole texts would take as long as writing them.
insert into documents (
    content_key, task, external_id, text, author, entity, variant, created_at, language, source_record, original,
    original_row, batch_id, source_key, line_number
)
select
    content_key,
    task,
    external_id,
    text,
    author,
    entity,
    variant,
    created_at,
    language,
    source_record,
    original,
    original_row,
    batch_id,
    source_key,
    line_number
from staging_documents
on conflict (content_key) do nothing;
