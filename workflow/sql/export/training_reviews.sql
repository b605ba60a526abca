-- Grain: one row a review with a text. The runs' new reviews first, then older ones, each in the order of
-- their key, a hash, which is as good as a random sample and the same at every run.
-- The older ones come by the key's index, and only if there is room: the cost does not follow the table.
with batches as (
    select batch_id from ingest_batches
    where run_id = any(%(run_ids)s)
),

fresh as (
    select
        review_id,
        review_text,
        rating,
        review_key,
        false as is_older
    from reviews
    where review_text is not null and batch_id in (select batches.batch_id from batches)
    order by review_key
    limit %(max_reviews)s
),

older as (
    select
        review_id,
        review_text,
        rating,
        review_key,
        true as is_older
    from reviews
    where
        (select count(*) from fresh) < %(max_reviews)s
        and review_text is not null
        and batch_id not in (select batches.batch_id from batches)
    order by review_key
    limit %(max_reviews)s
),

chosen as (
    select * from fresh
    union all
    select * from older
)

select
    review_id,
    review_text,
    rating
from chosen
order by is_older asc, review_key asc
limit %(max_reviews)s;
