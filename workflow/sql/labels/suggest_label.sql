-- Grain: one row, a label that a community suggests, unless its latest one says the same. Key: event_key, of the suggestion.
insert into label_events (
    event_key, document_id, task, label, source, labelled_by, reason, batch_id
)
select
    %(event_key)s as event_key,
    documents.document_id,
    documents.task,
    %(label)s as label,
    'client' as source,
    %(labelled_by)s as labelled_by,
    %(reason)s as reason,
    %(batch_id)s as batch_id
from documents
where
    documents.content_key = %(content_key)s
    and %(label)s is distinct from (
        select label_events.label
        from label_events
        where label_events.document_id = documents.document_id
        order by label_events.event_id desc
        limit 1
    )
on conflict (event_key) do nothing;
