-- Grain: one row a station with climate, the one that covers the most reviews first.
select
    station_id,
    name,
    state,
    first_day,
    last_day,
    days,
    missing_days,
    review_days,
    covered_review_days,
    reviews,
    covered_reviews,
    share_of_review_days,
    share_of_reviews
from climate_coverage
order by covered_reviews desc, days desc, station_id asc;
