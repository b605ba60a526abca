-- Grain: one row a review with a text. The batch's new reviews first, then older ones in the order of
-- their key, a hash, which is as good as a random sample and the same at every run.
select
    review_id,
    review_text,
    rating
from reviews
where review_text is not null
order by (batch_id = %(batch_id)s) desc, review_key asc
limit %(max_reviews)s;
