-- Gives the new events their numbers, in the file's order, so that an undo can name what it takes back.
with new_events as (
    select
        imported_events.place,
        documents.document_id
    from imported_events
    inner join documents on imported_events.content_key = documents.content_key and documents.task = %(task)s
    where
        not exists (
            select 1
            from label_events as known
            where known.event_key = imported_events.event_key
        )
    order by imported_events.place
)

update imported_events
set
    document_id = new_events.document_id,
    event_id = nextval(pg_get_serial_sequence('label_events', 'event_id'))
from new_events
where imported_events.place = new_events.place;
