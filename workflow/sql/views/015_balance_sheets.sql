-- Grain: one row a batch in the ledger. The columns are the fields of BalanceSheet, in their order; who reads a
-- sheet takes it from here.
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

comment on view balance_sheets is 'The numbers of each batch that have to add up.';
