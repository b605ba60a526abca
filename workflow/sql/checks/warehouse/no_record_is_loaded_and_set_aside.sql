-- A line that was set aside, or lies in a file that was, is not loaded. Returns the reviews that are.
select
    reviews.review_id,
    reviews.source_key,
    reviews.line_number
from ingest_batches as ledger
inner join quarantined_records as record on ledger.batch_id = record.batch_id
inner join reviews on record.batch_id = reviews.batch_id and record.source_key = reviews.source_key
where
    ledger.run_id in %(runs)s
    and (record.is_whole_file or record.line_number = reviews.line_number);
