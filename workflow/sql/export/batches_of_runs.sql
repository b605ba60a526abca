-- Grain: one row a batch that the runs loaded, the oldest first, and how many new reviews it brought.
select
    batch_id,
    loaded
from ingest_batches
where run_id = any(%(run_ids)s)
order by batch_id;
