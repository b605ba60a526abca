-- What was counted while reading is what lies in staging, quarantine, or was held. Returns unequal sources.
with staged as (
    select
        source_key,
        line_number
    from staging_reviews
    where batch_id = %(batch_id)s
    union all
    select
        source_key,
        line_number
    from staging_product_metadata
    where batch_id = %(batch_id)s
    union all
    select
        source_key,
        line_number
    from quarantined_records
    where batch_id = %(batch_id)s
),

by_source as (
    select
        sources.source,
        sources.listed - sources.held as records_read,
        count(staged.source_key) as records_kept
    from staging_sources as sources
    left join staged on starts_with(staged.source_key, sources.source || '/')
    where sources.batch_id = %(batch_id)s
    group by sources.source, sources.listed, sources.held
)

select * from by_source
where records_read <> records_kept;
