-- The ledger's `loaded` is the number of rows that the batch has in the fact table. Returns the two if not.
with counted as (
    select
        ledger.batch_id,
        ledger.loaded,
        (
            select count(*) from reviews
            where reviews.batch_id = ledger.batch_id
        ) as rows_in_reviews
    from ingest_batches as ledger
    where ledger.run_id in %(runs)s
)

select
    batch_id,
    loaded,
    rows_in_reviews
from counted
where loaded <> rows_in_reviews;
