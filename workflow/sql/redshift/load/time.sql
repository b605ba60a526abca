-- Grain: one row a moment. Source: staging_reviews. Key: datetime_ts. Redshift's week is that of ISO 8601, its day of
-- the week is not: Sunday is 0 there and 7 here.
insert into time (datetime_ts, year, month, day, day_of_week, week, day_of_year)
with moments as (
    select distinct review_time
    from staging_reviews
    where batch_id = %(batch_id)s
)

select
    moments.review_time,
    extract(year from moments.review_time) as year,
    extract(month from moments.review_time) as month,
    extract(day from moments.review_time) as day,
    case extract(dow from moments.review_time) when 0 then 7 else extract(dow from moments.review_time) end as day_of_week,
    extract(week from moments.review_time) as week,
    extract(doy from moments.review_time) as day_of_year
from moments
left join time as known on moments.review_time = known.datetime_ts
where known.datetime_ts is null;
