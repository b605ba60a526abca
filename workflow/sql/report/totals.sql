-- One row: what the report is about. The days and the mean are null when there is no review.
select
    count(*) as reviews,
    count(distinct asin) as products,
    min(cast(review_time as date)) as first_day,
    max(cast(review_time as date)) as last_day,
    avg(cast(rating as double precision)) as mean_rating
from shown_reviews;
