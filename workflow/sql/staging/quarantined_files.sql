-- Files of a batch that go to the quarantine: unreadable ones, and those of which no record was staged.
-- Grain: one row a file, with the reason of its first fault.
select distinct on (rejected.source_key)
    rejected.source_key,
    rejected.reason
from quarantined_records as rejected
where
    rejected.batch_id = %(batch_id)s
    and (
        rejected.line_number = 0
        or not exists (
            select from staging_reviews as staged
            where
                staged.batch_id = rejected.batch_id
                and staged.source_key = rejected.source_key
            union all
            select from staging_product_metadata as staged
            where
                staged.batch_id = rejected.batch_id
                and staged.source_key = rejected.source_key
        )
    )
order by rejected.source_key, rejected.line_number;
