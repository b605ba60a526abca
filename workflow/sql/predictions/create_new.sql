-- Grain: one row a review and model version, as they come. Gone at the end of the transaction.
create temporary table new_predictions on commit drop as
select
    review_id,
    model_version,
    rating,
    expected_rating,
    confidence
from review_predictions
with no data;
