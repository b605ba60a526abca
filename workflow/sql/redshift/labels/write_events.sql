-- Grain: one row a label that a document has not had from this kind of source. Source: staging_documents, whose
-- documents are in the table by now. Key: event_key, which the statement keeps. Of equal ones in a batch the first
-- counts; the later one is the later event, as far as Redshift numbers rows in the order in which they are written.
insert into label_events (
    event_key, document_id, task, label, label_set, source, labelled_by, reason, batch_id
)
with ranked as (
    select
        staging_documents.*,
        row_number() over (partition by event_key order by source_key, line_number) as place
    from staging_documents
    where event_key is not null
)

select
    ranked.event_key,
    documents.document_id,
    ranked.task,
    ranked.label,
    ranked.label_set,
    ranked.label_source as source,
    ranked.original as labelled_by,
    ranked.label_reason as reason,
    ranked.batch_id
from ranked
inner join documents on ranked.content_key = documents.content_key
left join label_events as known on ranked.event_key = known.event_key
where
    ranked.place = 1
    and known.event_key is null
order by ranked.source_key, ranked.line_number;
