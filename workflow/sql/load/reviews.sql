-- Grain: one row a distinct review. Source: staging_reviews. Key: review_key.
-- The key's own index finds duplicates, so the cost follows the rows staged and not the rows that are there.
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
    %(batch_id)s as batch_id,
    source_key,
    line_number
from staging_reviews
on conflict (review_key) do nothing;
