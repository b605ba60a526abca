-- Grain: one row a batch and a table that it fed. The fields of ClimateSheet, in their order. PostgreSQL and Redshift.
select
    batch_id,
    target_table,
    run_id,
    files,
    listed,
    added,
    changed,
    unchanged,
    quarantined
from climate_batches
order by batch_id asc, target_table desc;
