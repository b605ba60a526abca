-- Before a source is staged (again): nothing of an earlier attempt may stay.
delete from staging_reviews
where
    batch_id = %(batch_id)s
    and starts_with(source_key, %(source)s || '/');

delete from staging_product_metadata
where
    batch_id = %(batch_id)s
    and starts_with(source_key, %(source)s || '/');

delete from quarantined_records
where
    batch_id = %(batch_id)s
    and starts_with(source_key, %(source)s || '/');

delete from staging_sources
where
    batch_id = %(batch_id)s
    and source = %(source)s;
