-- Grain: one row a distinct review. Source: staging_reviews. Key: review_key; equal keys have equal products, so
-- that every slice compares its own rows. Of equal records the first file's first line counts.
insert into reviews (
    review_key, reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified, style, image, review_time,
    batch_id, source_key, line_number
)
with ranked as (
    select
        staging_reviews.*,
        row_number() over (partition by asin, review_key order by source_key, line_number) as place
    from staging_reviews
    where batch_id = %(batch_id)s
)

select
    ranked.review_key,
    ranked.reviewer_id,
    ranked.asin,
    ranked.variant_asin,
    ranked.rating,
    ranked.review_text,
    ranked.summary,
    ranked.vote,
    ranked.verified,
    ranked.style,
    ranked.image,
    ranked.review_time,
    ranked.batch_id,
    ranked.source_key,
    ranked.line_number
from ranked
left join reviews as known
    on
        ranked.asin = known.asin
        and ranked.review_key = known.review_key
where
    ranked.place = 1
    and known.review_key is null;
