-- Removes what review_texts says of made-up reviews.
delete from review_texts
using removed_reviews
where review_texts.review_id = removed_reviews.review_id;
