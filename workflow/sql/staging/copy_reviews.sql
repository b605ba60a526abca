-- The columns of staging_reviews in the order in which rows are written.
copy staging_reviews (
    source_key, line_number, review_key, reviewer_id, reviewer_name, asin, variant_asin, rating, review_text, summary,
    vote, verified, style, image, review_time
) from stdin;
