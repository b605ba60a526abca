-- Grain: one row a station that has a day in climate. Sources: climate, stations, review_days. Key: station_id.
create or replace view climate_coverage as
with all_days as (
    select
        cast(coalesce(sum(reviews), 0) as bigint) as reviews,
        count(*) as review_days
    from review_days
),

covered as (
    select
        climate.station_id,
        cast(coalesce(sum(review_days.reviews), 0) as bigint) as covered_reviews,
        min(climate.date) as first_day,
        max(climate.date) as last_day,
        count(*) as days,
        count(review_days.date) as covered_review_days
    from climate
    left join review_days on climate.date = review_days.date
    group by climate.station_id
)

select
    covered.station_id,
    stations.name,
    stations.state,
    covered.first_day,
    covered.last_day,
    covered.days,
    all_days.review_days,
    covered.covered_review_days,
    all_days.reviews,
    covered.covered_reviews,
    covered.last_day - covered.first_day + 1 - covered.days as missing_days,
    cast(covered.covered_review_days as double precision) / nullif(all_days.review_days, 0) as share_of_review_days,
    cast(covered.covered_reviews as double precision) / nullif(all_days.reviews, 0) as share_of_reviews
from covered
cross join all_days
left join stations on covered.station_id = stations.station_id;

comment on view climate_coverage is 'One row a station with climate: how many days and reviews it has weather for.';
comment on column climate_coverage.first_day is 'First day in climate.';
comment on column climate_coverage.last_day is 'Last day in climate.';
comment on column climate_coverage.days is 'Days in climate.';
comment on column climate_coverage.missing_days is 'Days between the first and the last that are not in climate.';
comment on column climate_coverage.review_days is 'Days on which a review was written.';
comment on column climate_coverage.covered_review_days is 'Those of them that are in climate.';
comment on column climate_coverage.reviews is 'All reviews.';
comment on column climate_coverage.covered_reviews is 'Those written on a day that is in climate.';
comment on column climate_coverage.share_of_review_days is 'covered_review_days / review_days, 0 to 1; null: no review.';
comment on column climate_coverage.share_of_reviews is 'covered_reviews / reviews, 0 to 1; null: no review.';
