-- The columns of staging_product_metadata in the order in which rows are written.
copy staging_product_metadata (
    source_key, line_number, asin, product_name, features, description, price, brand, category, also_bought, also_viewed
) from stdin;
