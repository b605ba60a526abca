-- Removes what review_scores says of made-up reviews.
delete from review_scores
using removed_reviews
where review_scores.review_id = removed_reviews.review_id;
