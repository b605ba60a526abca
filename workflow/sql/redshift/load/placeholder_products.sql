-- Grain: one row a product that is not described yet. Source: staging_reviews. Key: asin.
-- A review never changes a product. Its category is the folder that the review came in.
insert into products (asin, features, category, also_bought, also_viewed, is_placeholder, is_made_up)
with reviewed as (
    select
        asin,
        min(category) as category
    from staging_reviews
    where batch_id = %(batch_id)s
    group by asin
)

select
    reviewed.asin,
    json_parse('[]') as features,
    reviewed.category,
    json_parse('[]') as also_bought,
    json_parse('[]') as also_viewed,
    true as is_placeholder,
    false as is_made_up
from reviewed
left join products as known on reviewed.asin = known.asin
where known.asin is null;
