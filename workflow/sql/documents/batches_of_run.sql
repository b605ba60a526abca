-- Grain: one row a batch of documents that the run has loaded. PostgreSQL and Redshift.
select distinct batch_id
from document_batches
where run_id = %(run_id)s;
