-- Grain: one row a product, those without a review too, but for products of made-up reviews that are not shown.
-- Sources: products, shown_reviews, reviews. Key: asin.
-- bayesian_rating = (prior_reviews * prior_mean + sum of stars) / (prior_reviews + reviews): the posterior mean of a
-- normal prior worth 10 reviews at the mean of all reviews (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.5).
-- The last year is the 365 days that end with the last day of all reviews, never with today; the year before, the
-- 365 days before those.
create or replace view product_popularity as
with all_reviews as (
    select
        10 as prior_reviews,
        max(cast(review_time as date)) as last_day,
        avg(cast(rating as double precision)) as prior_mean
    from shown_reviews
),

dated as (
    select
        reviews.asin,
        cast(reviews.review_time as date) as date,
        cast(reviews.rating as double precision) as rating,
        all_reviews.last_day - cast(reviews.review_time as date) as age
    from shown_reviews as reviews
    cross join all_reviews
),

counted as (
    select
        asin,
        count(*) as reviews,
        sum(rating) as stars,
        min(date) as first_day,
        max(date) as last_day,
        sum(case when age < 365 then 1 else 0 end) as reviews_last_year,
        sum(case when age between 365 and 729 then 1 else 0 end) as reviews_year_before,
        avg(case when age < 365 then rating end) as rating_last_year,
        avg(case when age between 365 and 729 then rating end) as rating_year_before
    from dated
    group by asin
),

made_up as (
    select distinct asin
    from reviews
    where is_made_up
)

select
    products.asin,
    products.product_name,
    products.category,
    all_reviews.prior_reviews,
    all_reviews.prior_mean,
    counted.first_day,
    counted.last_day,
    counted.rating_last_year,
    counted.rating_year_before,
    coalesce(counted.reviews, 0) as reviews,
    counted.stars / counted.reviews as mean_rating,
    (all_reviews.prior_reviews * all_reviews.prior_mean + coalesce(counted.stars, 0))
    / (all_reviews.prior_reviews + coalesce(counted.reviews, 0)) as bayesian_rating,
    coalesce(counted.reviews_last_year, 0) as reviews_last_year,
    coalesce(counted.reviews_year_before, 0) as reviews_year_before,
    coalesce(counted.reviews_last_year - counted.reviews_year_before, 0) as reviews_change,
    counted.rating_last_year - counted.rating_year_before as rating_change
from products
cross join all_reviews
left join counted on products.asin = counted.asin
left join made_up on products.asin = made_up.asin
where counted.asin is not null or made_up.asin is null;

comment on view product_popularity is 'One row a product: how many reviews, how good, and where it is going.';
comment on column product_popularity.prior_reviews is 'Reviews that the prior is worth: 10.';
comment on column product_popularity.prior_mean is 'Mean stars of all reviews; null: there are none.';
comment on column product_popularity.reviews is 'Reviews of the product.';
comment on column product_popularity.mean_rating is 'Mean of their stars; null: no review.';
comment on column product_popularity.bayesian_rating is 'The mean, drawn to prior_mean as if prior_reviews more had given it.';
comment on column product_popularity.first_day is 'Day of the first review.';
comment on column product_popularity.last_day is 'Day of the last review.';
comment on column product_popularity.reviews_last_year is 'Reviews of the 365 days up to the last day of all reviews.';
comment on column product_popularity.reviews_year_before is 'Reviews of the 365 days before those.';
comment on column product_popularity.reviews_change is 'Trend: the last year''s reviews less those of the year before.';
comment on column product_popularity.rating_last_year is 'Mean stars of the last year; null: no review.';
comment on column product_popularity.rating_year_before is 'Mean stars of the year before; null: no review.';
comment on column product_popularity.rating_change is 'Trend: the last year''s mean less that of the year before.';
