-- Grain: one row a batch that the runs have loaded, of reviews or of documents. PostgreSQL and Redshift.
select batch_id from ingest_batches
where run_id in %(runs)s
union
select batch_id from document_batches
where run_id in %(runs)s
order by batch_id;
