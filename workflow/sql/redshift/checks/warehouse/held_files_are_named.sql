-- The ledger's `held` is the number of review files that held_files names. Returns the two if not.
select
    ledger.batch_id,
    ledger.held,
    count(file.batch_id) as files_named
from ingest_batches as ledger
left join held_files as file
    on ledger.batch_id = file.batch_id and strpos(file.source_key, 'reviews/') = 1
where ledger.run_id in %(runs)s
group by ledger.batch_id, ledger.held
having ledger.held <> count(file.batch_id);
