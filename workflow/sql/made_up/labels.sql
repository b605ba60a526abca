-- Removes what review_labels says of made-up reviews.
delete from review_labels
using removed_reviews
where review_labels.review_id = removed_reviews.review_id;
