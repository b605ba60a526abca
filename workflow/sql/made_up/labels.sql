-- Removes the labels of made-up reviews.
delete from label_events
using removed_reviews
where label_events.review_id = removed_reviews.review_id;
