-- Grain: one row a batch in the ledger. The columns are the fields of BalanceSheet, in their order.
create or replace view balance_sheets as
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
from ingest_batches;
