-- Grain: one row a batch that one of the runs loaded, the oldest first. Columns as load/find_batch.sql.
select
    batch_id,
    run_id,
    files,
    listed,
    staged,
    loaded,
    duplicate,
    quarantined,
    held,
    products
from ingest_batches
where run_id = any(%(run_ids)s)
order by batch_id;
