-- Grain: one row a correction of a review's stars by a person that was not undone; the latest counts.
create or replace view review_labels as
select
    label_events.event_id as label_id,
    label_events.review_id,
    cast(label_events.label as smallint) as rating,
    label_events.labelled_by,
    label_events.labelled_at
from label_events
inner join shown_reviews on label_events.review_id = shown_reviews.review_id
where
    label_events.task = 'rating'
    and label_events.source = 'person'
    and label_events.label is not null
    and label_events.event_id not in (
        select undone.undone_event_id
        from label_events as undone
        where undone.undone_event_id is not null
    );

comment on view review_labels is 'One row a correction by a person: the events of label_events about the stars of a review.';
comment on column review_labels.rating is 'Stars that the text says, in the person''s judgement.';
