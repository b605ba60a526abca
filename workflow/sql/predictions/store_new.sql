-- Grain: one row a review and model version. Source: new_predictions. One row: how many were not there before.
-- What a version has said of a review stays: the task may run twice.
with stored as (
    insert into review_predictions (
        review_id, model_version, rating, expected_rating, confidence, predicted_at
    )
    select
        review_id,
        model_version,
        rating,
        expected_rating,
        confidence,
        now() as predicted_at
    from new_predictions
    on conflict (review_id, model_version) do nothing
    returning review_id
)

select count(*) as stored
from stored;
