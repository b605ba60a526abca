-- Grain: one row a distinct text of a task that is not loaded. Source: staging_documents. Key: content_key.
-- A post that its source has deleted stays out.
-- Of equal records of a batch the first counts: a temporary table is read in the order in which it was filled, and
-- sorting whole texts would take as long as writing them. A join with the deleted posts would give another order;
-- `not in` is looked up row by row.
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
where
    external_id is null
    or (task, original, external_id) not in (
        select
            deleted_documents.task,
            deleted_documents.original,
            deleted_documents.external_id
        from deleted_documents
    )
on conflict (content_key) do nothing;
