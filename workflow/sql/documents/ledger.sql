-- Grain: one row a batch and a task that it fed. The table's constraint refuses what does not balance.
insert into document_batches (
    batch_id, task, run_id, files, listed, loaded, relabelled, duplicate, quarantined, label_events
)
values (
    %(batch_id)s,
    %(task)s,
    %(run_id)s,
    %(files)s,
    %(listed)s,
    %(loaded)s,
    %(relabelled)s,
    %(duplicate)s,
    %(quarantined)s,
    %(label_events)s
);
