-- Grain: one row a label that a document has not had from this kind of source. Source: staging_documents, whose documents
-- are in the table by now. Of equal ones in a batch the first counts; the later one is the later event.
insert into label_events (
    event_key, document_id, task, label, label_set, source, labelled_by, reason, batch_id
)
with numbered as (
    select
        staging_documents.*,
        row_number() over (
            partition by staging_documents.event_key
            order by staging_documents.source_key, staging_documents.line_number
        ) as turn
    from staging_documents
    where staging_documents.event_key is not null
)

select
    numbered.event_key,
    documents.document_id,
    numbered.task,
    numbered.label,
    numbered.label_set,
    numbered.label_source as source,
    numbered.original as labelled_by,
    numbered.label_reason as reason,
    numbered.batch_id
from numbered
inner join documents on numbered.content_key = documents.content_key
where
    numbered.turn = 1
    and not exists (
        select 1 from label_events
        where label_events.event_key = numbered.event_key
    )
order by numbered.source_key, numbered.line_number;
