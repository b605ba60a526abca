-- A line of a file is one row of the fact table at most. Returns the lines that are several.
select
    reviews.batch_id,
    reviews.source_key,
    reviews.line_number,
    count(*) as reviews
from ingest_batches as ledger
inner join reviews on ledger.batch_id = reviews.batch_id
where ledger.run_id in %(runs)s
group by reviews.batch_id, reviews.source_key, reviews.line_number
having count(*) > 1;
