-- Grain: one row a batch and a table that it fed. The table's constraint refuses what does not balance.
-- PostgreSQL and Redshift.
insert into climate_batches (
    batch_id, target_table, run_id, files, listed, added, changed, unchanged, quarantined
)
values (
    %(batch_id)s,
    %(target_table)s,
    %(run_id)s,
    %(files)s,
    %(listed)s,
    %(added)s,
    %(changed)s,
    %(unchanged)s,
    %(quarantined)s
);
