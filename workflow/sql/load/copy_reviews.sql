-- Grain: one row a distinct review. The columns of reviews in the order in which rows are written.
-- Only rows come here whose key is not in the table yet; the key's index refuses any other.
copy reviews (
    batch_id, source_key, line_number, review_key, reviewer_id, asin, variant_asin, rating, review_text, summary, vote,
    verified, style, image, review_time
) from stdin;
