-- The person's latest decision of the task that is not undone: what one step of undo takes back. No row: none.
select cast(events.decision_key as text) as decision_key
from label_events as events
where
    events.labelled_by = %(user_name)s
    and events.task = %(task)s
    and events.source = 'person'
    and events.decision_key is not null
    and events.action <> 'undo'
    and not exists (
        select 1
        from label_events as undone
        where undone.undone_event_id = events.event_id
    )
order by events.event_id desc
limit 1;
