-- Grain: one row a batch in the ledger.
select batch_id from ingest_batches
order by batch_id;
