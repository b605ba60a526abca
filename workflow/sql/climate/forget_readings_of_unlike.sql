-- A file that unlike_loaded.sql has set aside was not read. PostgreSQL and Redshift.
delete from climate_files
where
    batch_id = %(batch_id)s
    and source_key in (
        select quarantined_records.source_key
        from quarantined_records
        where quarantined_records.batch_id = %(batch_id)s and quarantined_records.reason = 'unlike-loaded'
    );
