-- The files of the batch that were left for the next one. One row.
select held_keys from ingest_batches
where batch_id = %(batch_id)s;
