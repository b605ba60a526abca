-- Grain: one row a named file: what became of its reviews in the batches that were loaded since a moment.
with batches as (
    select batch_id from ingest_batches
    where loaded_at >= %(since)s
),

loaded as (
    select
        source_key,
        count(*) as records
    from reviews
    where batch_id in (select batches.batch_id from batches)
    group by source_key
),

set_aside as (
    select
        source_key,
        count(*) as records
    from quarantined_records
    where batch_id in (select batches.batch_id from batches)
    group by source_key
)

select
    named.source_key,
    coalesce(loaded.records, 0) as loaded,
    coalesce(set_aside.records, 0) as set_aside
from unnest(%(source_keys)s::text[], %(printable_keys)s::text[]) as named (source_key, printable_key)
left join loaded on named.source_key = loaded.source_key
left join set_aside on named.printable_key = set_aside.source_key;
