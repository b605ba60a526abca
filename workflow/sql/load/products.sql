-- Grain: one row a product. Source: product metadata and reviews of one batch. Key: asin.
-- Metadata fills a placeholder or renews what an older file said; a review never changes a product.
insert into products (
    asin, product_name, features, description, price, brand, category, also_bought, also_viewed, is_placeholder
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
    false as is_placeholder
from staging_product_metadata
where batch_id = %(batch_id)s
order by asin asc, source_key desc, line_number desc
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
        is_placeholder = false;

insert into products (asin, category, is_placeholder)
select
    asin,
    min(category) as category,
    true as is_placeholder
from staging_reviews
where batch_id = %(batch_id)s
group by asin
order by asin
on conflict (asin) do nothing;
