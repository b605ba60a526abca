-- One row: how many events were listed, are known already, and are of a text that is not here.
select
    count(*) as listed,
    count(*) filter (where known.event_key is not null) as known,
    count(*) filter (where documents.document_id is null and known.event_key is null) as unknown
from imported_events
left join documents on imported_events.content_key = documents.content_key and documents.task = %(task)s
left join label_events as known on imported_events.event_key = known.event_key;
