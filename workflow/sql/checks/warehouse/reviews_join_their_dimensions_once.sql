-- Joining products, users and time keeps each review once. Returns reviews that vanish or multiply.
with counted as (
    select
        reviews.review_id,
        (
            select count(*) from products
            where products.asin = reviews.asin
        ) as products,
        (
            select count(*) from users
            where users.user_id = reviews.reviewer_id
        ) as users,
        (
            select count(*) from time
            where time.datetime_ts = reviews.review_time
        ) as moments
    from ingest_batches as ledger
    inner join reviews on ledger.batch_id = reviews.batch_id
    where ledger.run_id in %(runs)s
)

select
    review_id,
    products,
    users,
    moments
from counted
where not (products = 1 and users = 1 and moments = 1);
