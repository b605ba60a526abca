-- Grain: one row a distinct review. Source: staging_reviews of one batch. Key: review_key.
-- The batch's rows and its ledger row come in ONE statement: both are there, or neither. Run again, the
-- ledger row stands in the way and nothing changes. `new` is counted apart from what `loaded` inserts, so
-- that the ledger's balance fails, and the statement with it, should the two ever differ.
with new as (
    select distinct on (staged.review_key) staged.*
    from staging_reviews as staged
    where
        staged.batch_id = %(batch_id)s
        and not exists (
            select from reviews
            where reviews.review_key = staged.review_key
        )
        and not exists (
            select from ingest_batches
            where ingest_batches.batch_id = %(batch_id)s
        )
    order by staged.review_key, staged.source_key, staged.line_number
),

loaded as (
    insert into reviews (
        review_key, reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified, style, image,
        review_time, batch_id, source_key, line_number
    )
    select
        review_key,
        reviewer_id,
        asin,
        variant_asin,
        rating,
        review_text,
        summary,
        vote,
        verified,
        style,
        image,
        review_time,
        batch_id,
        source_key,
        line_number
    from new
    order by source_key, line_number
    on conflict (review_key) do nothing
    returning review_key
),

read as (
    select
        %(batch_id)s::text as batch_id,
        %(run_id)s::text as run_id,
        coalesce(sum(files), 0) as files,
        coalesce(sum(listed), 0) as listed,
        coalesce(sum(held), 0) as held
    from staging_sources
    where
        batch_id = %(batch_id)s
        and source like 'reviews/%%'
),

counted as (
    select
        (select count(*) from loaded) as loaded,
        (
            select count(*) from staging_reviews
            where batch_id = %(batch_id)s
        ) - (select count(*) from new) as duplicate,
        (
            select count(*) from quarantined_records
            where
                batch_id = %(batch_id)s
                and source_key like 'reviews/%%'
        ) as quarantined
)

insert into ingest_batches (batch_id, run_id, files, listed, loaded, duplicate, quarantined, held)
select
    read.batch_id,
    read.run_id,
    read.files,
    read.listed,
    counted.loaded,
    counted.duplicate,
    counted.quarantined,
    read.held
from read
cross join counted
on conflict (batch_id) do nothing;
