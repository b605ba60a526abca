-- Grain: one row an event of the file that is new and whose text is here. Key: event_key; of equal ones the first counts.
insert into label_events (
    event_id, event_key, document_id, task, label, label_set, source, labelled_by, labelled_at, reason, action, finding,
    model_version, guidelines_version, is_blind, decision_key, undone_event_id
) overriding system value
select
    imported_events.event_id,
    imported_events.event_key,
    imported_events.document_id,
    %(task)s as task,
    imported_events.label,
    imported_events.label_set,
    imported_events.source,
    imported_events.labelled_by,
    coalesce(imported_events.labelled_at, now()) as labelled_at,
    imported_events.reason,
    imported_events.action,
    imported_events.finding,
    imported_events.model_version,
    imported_events.guidelines_version,
    imported_events.is_blind,
    imported_events.decision_key,
    coalesce(known.event_id, beside.event_id) as undone_event_id
from imported_events
left join label_events as known on imported_events.undone_event_key = known.event_key
left join imported_events as beside
    on imported_events.undone_event_key = beside.event_key and beside.event_id is not null
where imported_events.event_id is not null
order by imported_events.event_id
on conflict (event_key) do nothing
returning event_id;
