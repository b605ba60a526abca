-- The ledger's `quarantined` is the number of reviews that quarantined_records explains. Returns the two if not.
select
    ledger.batch_id,
    ledger.quarantined,
    count(record.batch_id) as records_explained
from ingest_batches as ledger
left join quarantined_records as record
    on ledger.batch_id = record.batch_id and strpos(record.source_key, 'reviews/') = 1
where ledger.run_id in %(runs)s
group by ledger.batch_id, ledger.quarantined
having ledger.quarantined <> count(record.batch_id);
