-- Grain: one row a review that is shown: the real ones; as long as there is none, the made-up ones of a demo corpus.
-- Whatever shows, counts, exports or judges reviews reads them here; loads, checks and removals read the table.
create or replace view shown_reviews as
select
    reviews.review_id,
    reviews.review_key,
    reviews.reviewer_id,
    reviews.asin,
    reviews.variant_asin,
    reviews.rating,
    reviews.review_text,
    reviews.summary,
    reviews.vote,
    reviews.verified,
    reviews.style,
    reviews.image,
    reviews.review_time,
    reviews.batch_id,
    reviews.source_key,
    reviews.line_number,
    reviews.is_made_up
from reviews
where reviews.is_made_up = (select bool_and(others.is_made_up) from reviews as others);

comment on view shown_reviews is 'The real reviews; the made-up ones of a demo corpus as long as there is no other.';
