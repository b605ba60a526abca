-- Grain: one row a review that is to be removed. Gone at the end of the session.
create temporary table removed_reviews as
select
    review_id,
    reviewer_id,
    asin,
    review_time,
    batch_id
from reviews
where is_made_up;
