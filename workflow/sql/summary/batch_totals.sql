-- One row: what became of the records of all batches but those in %(before)s.
select
    coalesce(sum(listed), 0)::bigint as listed,
    coalesce(sum(loaded), 0)::bigint as loaded,
    coalesce(sum(duplicate), 0)::bigint as duplicate,
    coalesce(sum(quarantined + held), 0)::bigint as held
from ingest_batches
where batch_id <> all(%(before)s);
