-- Grain: one row a distinct text of a task that is not loaded. Source: staging_documents. Key: content_key.
-- Of equal records of a batch the first counts.
insert into documents (
    content_key, task, external_id, text, author, entity, variant, created_at, language, source_record, original,
    original_row, batch_id, source_key, line_number
)
with numbered as (
    select
        staging_documents.*,
        row_number() over (
            partition by staging_documents.content_key
            order by staging_documents.source_key, staging_documents.line_number
        ) as turn
    from staging_documents
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
from numbered
where
    turn = 1
    and not exists (
        select 1 from documents
        where documents.content_key = numbered.content_key
    )
order by source_key, line_number;
