-- Grain: one row a product with reviews that is among the first by one of five orders; its place in each of them.
with placed as (
    select
        asin,
        product_name,
        category,
        prior_reviews,
        prior_mean,
        reviews,
        mean_rating,
        bayesian_rating,
        reviews_last_year,
        reviews_year_before,
        reviews_change,
        rating_change,
        row_number() over (order by reviews desc, asin asc) as most_reviewed,
        row_number() over (order by bayesian_rating desc, asin asc) as best_rated,
        row_number() over (order by bayesian_rating, asin) as worst_rated,
        row_number() over (order by reviews_change desc, asin asc) as growing,
        row_number() over (order by reviews_change, asin) as shrinking
    from product_popularity
    where reviews > 0
)

select *
from placed
where
    most_reviewed <= %(most)s or best_rated <= %(most)s or worst_rated <= %(most)s
    or growing <= %(most)s or shrinking <= %(most)s
order by most_reviewed;
