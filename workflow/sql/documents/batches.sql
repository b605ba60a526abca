-- Grain: one row a task of one batch. The fields of DocumentSheet, in their order. No row: it is not loaded.
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
where batch_id = %(batch_id)s
order by task;
