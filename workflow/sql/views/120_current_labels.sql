-- Grain: one row a document or review that has a label, and a task: the label that counts now.
-- The latest event counts; but what was guessed from something else (weak) never stands before what somebody said.
create or replace view current_labels as
with ranked as (
    select
        event_id,
        document_id,
        review_id,
        task,
        label,
        label_set,
        source,
        labelled_by,
        labelled_at,
        row_number() over (
            partition by document_id, review_id, task
            order by case when source = 'weak' then 1 else 0 end asc, event_id desc
        ) as place
    from label_events
)

select
    event_id,
    document_id,
    review_id,
    task,
    label,
    label_set,
    source,
    labelled_by,
    labelled_at
from ranked
where place = 1;

comment on view current_labels is
'One row a document or review and task: its latest label; a weak one only where there is no other.';
