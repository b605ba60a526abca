-- Joining products, users and time keeps each review once. Returns reviews that vanish or multiply.
select
    reviews.review_id,
    count(distinct products.asin) as products,
    count(distinct users.user_id) as users,
    count(distinct time.datetime_ts) as moments,
    count(*) as joined_rows
from ingest_batches as ledger
inner join reviews on ledger.batch_id = reviews.batch_id
left join products on reviews.asin = products.asin
left join users on reviews.reviewer_id = users.user_id
left join time on reviews.review_time = time.datetime_ts
where ledger.run_id in %(runs)s
group by reviews.review_id
having
    count(*) <> 1
    or count(products.asin) <> 1
    or count(users.user_id) <> 1
    or count(time.datetime_ts) <> 1;
