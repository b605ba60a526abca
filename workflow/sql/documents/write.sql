-- Grain: one row a distinct text of a task that is not loaded. Source: staging_documents. Key: content_key.
-- Of equal records of a batch the first counts.
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
order by source_key, line_number
on conflict (content_key) do nothing;
