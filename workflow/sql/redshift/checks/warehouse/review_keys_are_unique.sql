-- A review is loaded once, which Redshift's unique constraint does not see to. Returns keys that are there twice.
select
    reviews.review_key,
    count(distinct reviews.review_id) as reviews
from ingest_batches as ledger
inner join reviews as brought on ledger.batch_id = brought.batch_id
inner join reviews on brought.asin = reviews.asin and brought.review_key = reviews.review_key
where ledger.run_id in %(runs)s
group by reviews.review_key
having count(distinct reviews.review_id) > 1;
