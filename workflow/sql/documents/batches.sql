-- Grain: one row a batch and a task; of one batch, if it is named. The fields of DocumentSheet, in their order.
-- PostgreSQL and Redshift.
select
    batch_id,
    task,
    run_id,
    files,
    listed,
    loaded,
    relabelled,
    duplicate,
    quarantined,
    label_events
from document_batches
where %(batch_id)s is null or batch_id = %(batch_id)s
order by batch_id, task;
