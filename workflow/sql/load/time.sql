-- Grain: one row a moment. Source: staging_reviews. Key: datetime_ts.
with moments as (
    select distinct review_time from staging_reviews
)

insert into time (datetime_ts, year, month, day, day_of_week, week, day_of_year)
select
    review_time,
    extract(year from review_time) as year,
    extract(month from review_time) as month,
    extract(day from review_time) as day,
    extract(isodow from review_time) as day_of_week,
    extract(week from review_time) as week,
    extract(doy from review_time) as day_of_year
from moments
on conflict (datetime_ts) do nothing;
