-- Grain: one row a product and day on which far more reviews were written than the product gets at its own rate.
-- Source: shown_reviews. Key: asin, date.
-- At a constant rate (Poisson), each of a product's N reviews falls on any one of the D days from its first to its last with
-- chance 1 / D, so the count of a day is binomial (Przyborowski and Wilenski 1940, Biometrika 31). A day with n reviews is a
-- burst if n >= 5 and the chance of n or more is below 1 in 1,000,000 by Chernoff's upper bound (Hoeffding 1963, theorem 1):
-- chance <= exp(-(n ln(n D / N) + (N - n) ln((N - n) D / (N (D - 1))))).
-- Its logarithm is kept: the chance itself may be smaller than a number can be. One day alone has no rate: no burst.
create or replace view review_bursts as
with thresholds as (
    select
        5 as least_reviews,
        -6.0 as highest_log10_chance
),

counted as (
    select
        asin,
        cast(review_time as date) as date,
        cast(count(*) as double precision) as reviews,
        avg(cast(rating as double precision)) as mean_rating
    from shown_reviews
    group by asin, cast(review_time as date)
),

products_counted as (
    select
        asin,
        cast(max(date) - min(date) + 1 as double precision) as product_days,
        sum(reviews) as product_reviews
    from counted
    group by asin
),

crowded as (
    select
        counted.asin,
        counted.date,
        counted.reviews,
        counted.mean_rating,
        products_counted.product_reviews,
        products_counted.product_days,
        thresholds.highest_log10_chance,
        (products_counted.product_reviews - counted.reviews) / nullif(products_counted.product_days - 1, 0) as usual_reviews
    from counted
    inner join products_counted on counted.asin = products_counted.asin
    cross join thresholds
    where
        products_counted.product_days > 1
        and counted.reviews >= thresholds.least_reviews
        and counted.reviews * products_counted.product_days > products_counted.product_reviews
),

bounded as (
    select
        *,
        -(
            reviews * ln(reviews * product_days / product_reviews)
            + (product_reviews - reviews) * ln(usual_reviews * product_days / product_reviews)
        ) / ln(cast(10 as double precision)) as log10_chance
    from crowded
)

select
    asin,
    date,
    mean_rating,
    usual_reviews,
    log10_chance,
    cast(reviews as bigint) as reviews,
    cast(product_reviews as bigint) as product_reviews,
    cast(product_days as bigint) as product_days
from bounded
where log10_chance < highest_log10_chance;

comment on view review_bursts is 'One row a product and day with far more reviews than the product''s own rate explains.';
comment on column review_bursts.date is 'Day of review_time, UTC.';
comment on column review_bursts.reviews is 'Reviews of the product on that day.';
comment on column review_bursts.mean_rating is 'Mean of their stars.';
comment on column review_bursts.usual_reviews is 'Reviews a day of the product on its other days.';
comment on column review_bursts.product_reviews is 'All reviews of the product.';
comment on column review_bursts.product_days is 'Days from the product''s first review to its last.';
comment on column review_bursts.log10_chance is 'Logarithm to base 10 of the most that the chance of so many can be.';
