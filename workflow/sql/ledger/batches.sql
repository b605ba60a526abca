-- Grain: one row a batch that is loaded: its balance sheet, and when; the latest last.
select
    balance_sheets.*, -- the whole balance sheet -- noqa: AM04
    ingest_batches.loaded_at
from balance_sheets
inner join ingest_batches on balance_sheets.batch_id = ingest_batches.batch_id
order by ingest_batches.loaded_at, balance_sheets.batch_id;
