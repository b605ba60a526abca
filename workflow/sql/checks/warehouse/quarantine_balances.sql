-- The ledger's `quarantined` is the number of reviews that quarantined_records explains. Returns the two if not.
with counted as (
    select
        ledger.batch_id,
        ledger.quarantined,
        (
            select count(*) from quarantined_records as record
            where
                record.batch_id = ledger.batch_id
                and starts_with(record.source_key, 'reviews/')
        ) as records_explained
    from ingest_batches as ledger
    where ledger.run_id in %(runs)s
)

select
    batch_id,
    quarantined,
    records_explained
from counted
where quarantined <> records_explained;
