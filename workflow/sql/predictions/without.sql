-- Grain: one row a review that the version has not judged; the next ones after a review, in their order.
with judged as (
    select review_id from review_predictions
    where model_version = %(model_version)s and review_id > %(after)s
)

select
    reviews.review_id,
    coalesce(reviews.review_text, '') as review_text
from shown_reviews as reviews
where
    reviews.review_id > %(after)s
    and not exists (
        select 1 from judged
        where judged.review_id = reviews.review_id
    )
order by reviews.review_id asc
limit %(at_once)s;
