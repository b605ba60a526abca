-- A file that unlike_loaded.sql has set aside as a whole is set aside once, not line by line too. PostgreSQL and Redshift.
delete from quarantined_records
where
    batch_id = %(batch_id)s
    and not is_whole_file
    and source_key in (
        select quarantined_records.source_key
        from quarantined_records
        where quarantined_records.batch_id = %(batch_id)s and quarantined_records.reason = 'unlike-loaded'
    );
