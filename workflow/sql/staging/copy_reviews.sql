-- The columns of staging_reviews in the order in which rows are written.
copy staging_reviews (reviewer_id, reviewer_name, asin, category, review_time) from stdin;
