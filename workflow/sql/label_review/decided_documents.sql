-- Grain: one row a document of the task that has a person's label or of which one said that none can be told, and that
-- was not undone: what a bulk decision leaves out.
select distinct document_id
from label_events
where
    task = %(task)s
    and source = 'person'
    and action in ('label', 'unclear')
    and document_id is not null
    and event_id not in (
        select undone.undone_event_id
        from label_events as undone
        where undone.undone_event_id is not null
    );
