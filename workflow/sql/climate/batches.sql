-- Grain: one row a batch and a table that it fed; of one batch, if it is named. The fields of ClimateSheet, in their order.
-- PostgreSQL and Redshift.
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
where %(batch_id)s is null or batch_id = %(batch_id)s
order by batch_id asc, target_table desc;
