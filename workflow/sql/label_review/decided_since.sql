-- One row: how many documents of the task a person has given a label since a moment that still stands.
select count(distinct events.document_id) as documents
from label_events as events
where
    events.task = %(task)s
    and events.source = 'person'
    and events.action = 'label'
    and events.document_id is not null
    and events.labelled_at > cast(%(since)s as timestamp with time zone)
    and events.event_id not in (
        select undone.undone_event_id
        from label_events as undone
        where undone.undone_event_id is not null
    );
