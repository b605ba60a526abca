-- A file that is left for a later batch has brought this one no review. Returns the files that have.
select distinct
    reviews.batch_id,
    reviews.source_key
from ingest_batches as ledger
inner join reviews on ledger.batch_id = reviews.batch_id
inner join held_files as file
    on reviews.batch_id = file.batch_id and reviews.source_key = file.source_key
where ledger.run_id in %(runs)s;
