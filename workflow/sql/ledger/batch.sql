-- One batch; no row: it is not loaded.
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
    products,
    loaded_at,
    held_keys
from ingest_batches
where batch_id = %(batch_id)s;
