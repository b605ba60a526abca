-- Grain: one row a day on which a review was written. Source: shown_reviews. Key: date, the day of review_time, UTC.
-- The views on weather join days, never reviews: what happens to a review's row cannot multiply it.
create or replace view review_days as
select
    cast(review_time as date) as date,
    count(*) as reviews,
    avg(cast(rating as double precision)) as mean_rating
from shown_reviews
group by cast(review_time as date);

comment on view review_days is 'One row a day with reviews: how many, and their mean.';
comment on column review_days.date is 'Day of review_time, UTC: the day that the source gives, without an hour.';
comment on column review_days.reviews is 'Reviews of the day.';
comment on column review_days.mean_rating is 'Mean of their stars, 1 to 5.';
