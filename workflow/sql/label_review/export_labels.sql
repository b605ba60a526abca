-- Grain: one row an event of a task about a document, the oldest first, with the keys by which another warehouse knows
-- the document and the event again; one that has no key gets one. The columns are labels.event_import.EVENT_COLUMNS.
select
    cast(documents.content_key as text) as content_key,
    documents.external_id,
    documents.text,
    cast(
        coalesce(events.event_key, cast(md5('event ' || documents.content_key || ' ' || events.event_id) as uuid)) as text
    ) as event_key,
    events.action,
    events.label,
    cast(events.label_set as text) as label_set,
    events.source,
    events.labelled_by,
    events.labelled_at,
    events.reason,
    events.finding,
    events.model_version,
    events.guidelines_version,
    events.is_blind,
    cast(events.decision_key as text) as decision_key,
    cast(
        coalesce(undone.event_key, cast(md5('event ' || documents.content_key || ' ' || undone.event_id) as uuid)) as text
    ) as undone_event_key
from label_events as events
inner join documents on events.document_id = documents.document_id
left join label_events as undone on events.undone_event_id = undone.event_id
where events.task = %(task)s
order by events.event_id;
