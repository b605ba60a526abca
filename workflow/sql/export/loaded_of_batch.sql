-- How many new reviews a batch brought. One row.
select loaded from ingest_batches
where batch_id = %(batch_id)s;
