-- How many new reviews the runs brought. One row.
select coalesce(sum(loaded), 0)::bigint as loaded
from ingest_batches
where run_id = any(%(run_ids)s);
