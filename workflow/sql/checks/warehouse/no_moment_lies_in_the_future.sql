-- A review was written before it was loaded; a day of grace for time zones. Returns those that were not.
select
    reviews.review_id,
    reviews.review_time
from reviews
inner join ingest_batches as ledger on reviews.batch_id = ledger.batch_id
where
    reviews.batch_id = %(batch_id)s
    and reviews.review_time > ledger.loaded_at at time zone 'utc' + interval '1 day';
