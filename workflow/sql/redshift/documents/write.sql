-- Grain: one row a distinct text of a task that is not loaded. Source: staging_documents. Key: content_key, which the
-- statement keeps: Redshift enforces none. Of equal records of a batch the first counts. A post that its source has
-- deleted stays out.
insert into documents (
    content_key, task, external_id, text, author, entity, variant, created_at, language, source_record, original,
    original_row, batch_id, source_key, line_number
)
with ranked as (
    select
        staging_documents.*,
        row_number() over (partition by content_key order by source_key, line_number) as place
    from staging_documents
)

select
    ranked.content_key,
    ranked.task,
    ranked.external_id,
    ranked.text,
    ranked.author,
    ranked.entity,
    ranked.variant,
    ranked.created_at,
    ranked.language,
    ranked.source_record,
    ranked.original,
    ranked.original_row,
    ranked.batch_id,
    ranked.source_key,
    ranked.line_number
from ranked
left join documents as known on ranked.content_key = known.content_key
left join deleted_documents
    on
        ranked.task = deleted_documents.task
        and ranked.original = deleted_documents.original
        and ranked.external_id = deleted_documents.external_id
where
    ranked.place = 1
    and known.content_key is null
    and deleted_documents.task is null
order by ranked.source_key, ranked.line_number;
