-- The ledger says how many of a batch's reviews were removed again.
update ingest_batches
set removed = ingest_batches.removed + counted.reviews
from (
    select
        batch_id,
        count(*) as reviews
    from removed_reviews
    group by batch_id
) as counted
where ingest_batches.batch_id = counted.batch_id;
