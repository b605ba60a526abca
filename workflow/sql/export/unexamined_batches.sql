-- Grain: one row a batch, not later than the one exported, whose texts have no side yet: those of this run, and
-- those of runs that never came to their export.
select batch_id
from ingest_batches
where
    batch_id <= %(newest)s
    and not exists (
        select from examined_batches
        where examined_batches.batch_id = ingest_batches.batch_id
    )
order by batch_id;
