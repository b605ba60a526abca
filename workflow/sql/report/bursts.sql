-- Grain: one row a burst, the least likely first. Source: review_bursts, with the products' names.
select
    bursts.asin,
    products.product_name,
    bursts.date,
    bursts.reviews,
    bursts.mean_rating,
    bursts.usual_reviews,
    bursts.product_reviews,
    bursts.product_days,
    bursts.log10_chance,
    count(*) over () as bursts
from review_bursts as bursts
left join products on bursts.asin = products.asin
order by bursts.log10_chance, bursts.date, bursts.asin
limit %(most)s;
