-- Grain: one row a batch that is not among those in %(before)s, the oldest first. Columns as load/find_batch.sql.
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
where batch_id <> all(%(before)s)
order by batch_id;
