-- One batch: its balance sheet, when it was loaded, and what it left; no row: it is not loaded.
select
    balance_sheets.*, -- the whole balance sheet -- noqa: AM04
    ingest_batches.loaded_at,
    ingest_batches.held_keys
from balance_sheets
inner join ingest_batches on balance_sheets.batch_id = ingest_batches.batch_id
where balance_sheets.batch_id = %(batch_id)s;
