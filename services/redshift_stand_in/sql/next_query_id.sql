-- The number of the COPY about to run.
select nextval('redshift_stand_in.query_ids');
