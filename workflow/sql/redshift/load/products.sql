-- Grain: one row a product. Source: staging_product_metadata. Key: asin. Metadata fills a placeholder or renews what
-- an older file said. Made-up metadata (files faker-*) never takes the place of real metadata.
delete from products
using (
    select
        asin,
        min(case when strpos(source_key, 'metadata/products/faker-') = 1 then 1 else 0 end) as made_up
    from staging_product_metadata
    where batch_id = %(batch_id)s
    group by asin
) as described
where
    products.asin = described.asin
    and (products.is_placeholder or products.is_made_up or described.made_up = 0);

insert into products (
    asin, product_name, features, description, price, brand, category, also_bought, also_viewed, is_placeholder,
    is_made_up
)
with ranked as (
    select
        described.*,
        row_number() over (
            partition by described.asin
            order by described.made_up asc, described.source_key desc, described.line_number desc
        ) as place
    from (
        select
            staging_product_metadata.*,
            case when strpos(source_key, 'metadata/products/faker-') = 1 then 1 else 0 end as made_up
        from staging_product_metadata
        where batch_id = %(batch_id)s
    ) as described
)

select
    ranked.asin,
    ranked.product_name,
    ranked.features,
    ranked.description,
    ranked.price,
    ranked.brand,
    ranked.category,
    ranked.also_bought,
    ranked.also_viewed,
    false as is_placeholder,
    ranked.made_up = 1 as is_made_up
from ranked
left join products as known on ranked.asin = known.asin
where
    ranked.place = 1
    and known.asin is null;
