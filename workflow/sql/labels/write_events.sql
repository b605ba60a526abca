-- Grain: one row a label that a document has not had from this kind of source. Source: staging_documents, whose documents
-- are in the table by now. Key: event_key. Of equal ones in a batch the first counts; the later one is the later event.
insert into label_events (
    event_key, document_id, task, label, label_set, source, labelled_by, reason, batch_id
)
select
    staging_documents.event_key,
    documents.document_id,
    staging_documents.task,
    staging_documents.label,
    staging_documents.label_set,
    staging_documents.label_source as source,
    staging_documents.original as labelled_by,
    staging_documents.label_reason as reason,
    staging_documents.batch_id
from staging_documents
inner join documents on staging_documents.content_key = documents.content_key
where staging_documents.event_key is not null
order by staging_documents.source_key, staging_documents.line_number
on conflict (event_key) do nothing;
