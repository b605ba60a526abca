-- Before rows are staged, and when they have served.
truncate staging_reviews, staging_product_metadata;
