-- Grain: one row a batch. Counted while reading and loading. The table's constraints refuse what does not balance.
insert into ingest_batches (
    batch_id, run_id, files, listed, staged, loaded, duplicate, quarantined, held, held_keys, products
)
values (
    %(batch_id)s,
    %(run_id)s,
    %(files)s,
    %(listed)s,
    %(staged)s,
    %(loaded)s,
    %(duplicate)s,
    %(quarantined)s,
    %(held)s,
    %(held_keys)s,
    %(products)s
);
