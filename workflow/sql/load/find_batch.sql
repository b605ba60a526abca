-- The ledger's row of a batch; no row: it is not loaded.
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
where batch_id = %(batch_id)s;
