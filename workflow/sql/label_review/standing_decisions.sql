-- Grain: one row a standing decision (label or unclear) of a person about one of the documents: not undone, and not
-- asked again since. The oldest first.
with events as (
    select
        event_id,
        document_id,
        labelled_by,
        action,
        label,
        label_set,
        decision_key
    from label_events
    where
        document_id = any(%(document_ids)s)
        and task = %(task)s
        and source = 'person'
        and event_id not in (
            select undone.undone_event_id
            from label_events as undone
            where
                undone.document_id = any(%(document_ids)s)
                and undone.undone_event_id is not null
        )
),

asked_again as (
    select
        document_id,
        max(event_id) as event_id
    from events
    where action = 'reopen'
    group by document_id
)

select
    events.event_id,
    events.document_id,
    events.labelled_by,
    events.action,
    events.label,
    events.label_set,
    cast(events.decision_key as text) as decision_key
from events
left join asked_again on events.document_id = asked_again.document_id
where
    events.action in ('label', 'unclear', 'skip')
    and (asked_again.event_id is null or events.event_id > asked_again.event_id)
order by events.event_id;
