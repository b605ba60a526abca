-- Grain: one row a product. Source: staging_product_metadata. Key: asin.
-- Metadata fills a placeholder or renews what an older file said. Made-up metadata (files faker-*) never
-- takes the place of real metadata.
insert into products (
    asin, product_name, features, description, price, brand, category, also_bought, also_viewed, is_placeholder,
    is_made_up
)
select distinct on (asin)
    asin,
    product_name,
    features,
    description,
    price,
    brand,
    category,
    also_bought,
    also_viewed,
    false as is_placeholder,
    starts_with(source_key, 'metadata/products/faker-') as is_made_up
from staging_product_metadata
order by asin asc, is_made_up asc, source_key desc, line_number desc
on conflict (asin) do update
    set
        product_name = excluded.product_name,
        features = excluded.features,
        description = excluded.description,
        price = excluded.price,
        brand = excluded.brand,
        category = excluded.category,
        also_bought = excluded.also_bought,
        also_viewed = excluded.also_viewed,
        is_placeholder = false,
        is_made_up = excluded.is_made_up
    where products.is_placeholder or products.is_made_up or not excluded.is_made_up;
