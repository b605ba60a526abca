-- The ledger's `loaded`, less what was removed, is the number of rows that the batch has in the fact table. Returns
-- the two if not.
select
    ledger.batch_id,
    ledger.loaded - ledger.removed as loaded,
    count(reviews.batch_id) as rows_in_reviews
from ingest_batches as ledger
left join reviews on ledger.batch_id = reviews.batch_id
where ledger.run_id in %(runs)s
group by ledger.batch_id, ledger.loaded, ledger.removed
having ledger.loaded - ledger.removed <> count(reviews.batch_id);
