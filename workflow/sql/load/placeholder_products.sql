-- Grain: one row a product that is not described yet. Source: staging_reviews. Key: asin.
-- A review never changes a product. Its category is the folder that the review came in.
insert into products (asin, category, is_placeholder)
select
    asin,
    min(category) as category,
    true as is_placeholder
from staging_reviews
group by asin
order by asin
on conflict (asin) do nothing;
