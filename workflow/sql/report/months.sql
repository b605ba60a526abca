-- Grain: one row a month in which a review was written, by its first day.
with months as (
    select
        reviews,
        mean_rating,
        cast(date_trunc('month', date) as date) as month
    from review_days
)

select
    month,
    cast(sum(reviews) as bigint) as reviews,
    cast(sum(reviews * mean_rating) / sum(reviews) as double precision) as mean_rating
from months
group by month
order by month;
