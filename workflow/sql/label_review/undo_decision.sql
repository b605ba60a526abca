-- Grain: one row an event of the decision that is not undone yet. Append only; a second undo of the same writes nothing.
insert into label_events (
    event_key, document_id, task, source, labelled_by, action, decision_key, undone_event_id
)
select
    md5(%(undo_key)s || ' ' || undone.event_id)::uuid as event_key,
    undone.document_id,
    undone.task,
    'person' as source,
    %(user_name)s as labelled_by,
    'undo' as action,
    %(undo_key)s as decision_key,
    undone.event_id as undone_event_id
from label_events as undone
where
    undone.decision_key = %(decision_key)s
    and undone.task = %(task)s
    and undone.labelled_by = %(user_name)s
    and undone.action <> 'undo'
order by undone.document_id
on conflict do nothing
returning event_id, document_id;
