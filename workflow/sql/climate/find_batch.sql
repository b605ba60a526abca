-- Grain: one row a table that the batch fed; no row: it is not loaded. The fields of ClimateSheet, in their order.
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
where batch_id = %(batch_id)s
order by target_table desc;
