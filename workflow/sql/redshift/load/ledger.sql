-- Grain: one row a batch. Counted while packing and loading; nothing is committed that does not balance.
insert into ingest_batches (
    batch_id, run_id, files, listed, staged, loaded, duplicate, quarantined, held, products
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
    %(products)s
);
