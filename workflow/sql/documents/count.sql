-- Grain: one row a task of the batch: records that are a new document, that bring a known one a label which it has not
-- had, and events. A post that its source has deleted brings nothing. To be asked before anything is written.
with numbered as (
    select
        staging_documents.task,
        staging_documents.event_key,
        row_number() over (
            partition by staging_documents.content_key
            order by staging_documents.source_key, staging_documents.line_number
        ) as place,
        row_number() over (
            partition by staging_documents.event_key
            order by staging_documents.source_key, staging_documents.line_number
        ) as event_place,
        documents.document_id is not null or deleted_documents.task is not null as is_known,
        label_events.event_id is not null or deleted_documents.task is not null as is_known_event
    from staging_documents
    left join documents on staging_documents.content_key = documents.content_key
    left join label_events on staging_documents.event_key = label_events.event_key
    left join deleted_documents
        on
            staging_documents.task = deleted_documents.task
            and staging_documents.original = deleted_documents.original
            and staging_documents.external_id = deleted_documents.external_id
),

judged as (
    select
        task,
        place = 1 and not is_known as is_new,
        event_key is not null and event_place = 1 and not is_known_event as is_new_event
    from numbered
)

select
    task,
    sum(case when is_new then 1 else 0 end) as loaded,
    sum(case when is_new_event and not is_new then 1 else 0 end) as relabelled,
    sum(case when is_new_event then 1 else 0 end) as label_events
from judged
group by task
order by task;
