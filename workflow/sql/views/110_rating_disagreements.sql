-- Grain: one row a review and model version whose stars contradict the text, as a confident model reads it.
create or replace view rating_disagreements as
with thresholds as (
    select
        2.0 as stars_apart,
        0.7 as least_confidence
)

select
    reviews.review_id,
    predictions.model_version,
    reviews.rating as stars,
    predictions.expected_rating,
    predictions.confidence,
    reviews.review_text,
    reviews.asin,
    predictions.predicted_at,
    reviews.rating - predictions.expected_rating as stars_above_text
from review_predictions as predictions
inner join shown_reviews as reviews on predictions.review_id = reviews.review_id
cross join thresholds
where
    abs(reviews.rating - predictions.expected_rating) >= thresholds.stars_apart
    and predictions.confidence >= thresholds.least_confidence
    and reviews.review_text is not null;

comment on view rating_disagreements is
'One row a review and model version where stars and text are 2 or more apart and the model is confident (0.7).';
comment on column rating_disagreements.stars is 'Stars given by the reviewer.';
comment on column rating_disagreements.expected_rating is 'Stars that the text says: mean of the predicted distribution.';
comment on column rating_disagreements.stars_above_text is 'Stars given less those of the text: below 0, the text is kinder.';
