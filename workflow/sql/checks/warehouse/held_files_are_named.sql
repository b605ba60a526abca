-- The ledger's `held` is the number of review files that `held_keys` names. Returns the two if not.
with counted as (
    select
        batch_id,
        held,
        (
            select count(*) from unnest(held_keys) as held_key
            where starts_with(held_key, 'reviews/')
        ) as files_named
    from ingest_batches
    where run_id in %(runs)s
)

select
    batch_id,
    held,
    files_named
from counted
where held <> files_named;
