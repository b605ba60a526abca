-- Grain: one row a batch that is loaded; the latest last.
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
    loaded_at
from ingest_batches
order by loaded_at, batch_id;
