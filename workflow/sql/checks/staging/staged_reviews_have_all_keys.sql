-- A review without product, reviewer, time or key of its own cannot be placed. Returns such rows.
select
    source_key,
    line_number,
    review_key,
    reviewer_id,
    asin,
    review_time
from staging_reviews
where
    batch_id = %(batch_id)s
    and (
        review_key is null
        or coalesce(reviewer_id, '') = ''
        or coalesce(asin, '') = ''
        or review_time is null
    );
