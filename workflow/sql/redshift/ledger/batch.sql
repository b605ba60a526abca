-- One batch: its balance sheet, and when it was loaded; no row: it is not loaded.
select
    balance_sheets.*, -- the whole balance sheet -- noqa: AM04
    ingest_batches.loaded_at
from balance_sheets
inner join ingest_batches on balance_sheets.batch_id = ingest_batches.batch_id
where balance_sheets.batch_id = %(batch_id)s;
