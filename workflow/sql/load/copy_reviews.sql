-- Grain: one row a distinct review. The columns of reviews in the order in which rows are written.
-- Only rows come here that staging did not find in the table; the key's index refuses any other.
copy reviews (
    source_key, line_number, review_key, reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified,
    style, image, review_time, batch_id
) from stdin;
