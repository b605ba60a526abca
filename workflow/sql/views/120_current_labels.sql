-- Grain: one row a document or review that has a label, and a task: the label that counts now.
-- Of reviews only those that are shown. The latest event counts that was not undone; but what was guessed from something
-- else (weak) never stands before what somebody said.
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
    where
        action = 'label'
        and event_id not in (
            select undone.undone_event_id
            from label_events as undone
            where undone.undone_event_id is not null
        )
        and (review_id is null or review_id in (select shown_reviews.review_id from shown_reviews))
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
