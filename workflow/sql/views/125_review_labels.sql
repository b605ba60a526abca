-- Grain: one row a correction of a review's stars by a person; the latest counts.
create or replace view review_labels as
select
    event_id as label_id,
    review_id,
    cast(label as smallint) as rating,
    labelled_by,
    labelled_at
from label_events
where review_id is not null and task = 'rating' and source = 'person' and label is not null;

comment on view review_labels is 'One row a correction by a person: the events of label_events about the stars of a review.';
comment on column review_labels.rating is 'Stars that the text says, in the person''s judgement.';
