-- Removes what review_predictions says of made-up reviews.
delete from review_predictions
using removed_reviews
where review_predictions.review_id = removed_reviews.review_id;
