-- Grain: one row an event of a document in a task, the oldest first; undone says whether it was taken back.
select
    events.event_id,
    events.action,
    events.label,
    events.label_set,
    events.source,
    events.labelled_by,
    events.labelled_at,
    events.reason,
    events.finding,
    events.model_version,
    events.guidelines_version,
    events.is_blind,
    cast(events.decision_key as text) as decision_key,
    events.undone_event_id,
    exists(
        select 1
        from label_events as undone
        where undone.undone_event_id = events.event_id
    ) as is_undone
from label_events as events
where events.document_id = %(document_id)s and events.task = %(task)s
order by events.event_id;
