-- Grain: one row a review of one batch that is shown, with or without text, in the order of loading.
select
    review_id,
    review_text,
    rating
from shown_reviews
where batch_id = %(batch_id)s
order by review_id;
