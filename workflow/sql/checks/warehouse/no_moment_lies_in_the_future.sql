-- A review was written before it was loaded; a day of grace for time zones. Returns those that were not.
select
    reviews.review_id,
    reviews.review_time
from ingest_batches as ledger
inner join reviews on ledger.batch_id = reviews.batch_id
where
    ledger.run_id in %(runs)s
    and reviews.review_time > ledger.loaded_at at time zone 'utc' + interval '1 day';
