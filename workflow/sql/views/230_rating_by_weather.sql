-- Grain: one row a station with climate and kind of weather. Sources: climate, review_days. Key: station_id, weather.
-- A day is the unit: its reviews share their weather, so each day counts once, by the mean of its stars. Kinds overlap (a
-- snowy day is wet); within a kind each review of a covered day is counted once: with, without or unmeasured.
-- Kinds: ETCCDI's wet days, R10mm and frost days (http://etccdi.pacificclimate.org/list_27_indices.shtml), Deutscher
-- Wetterdienst's hot days (Heisser Tag), and a centimetre of new snow.
-- The 95 % interval is Welch's; the degrees of freedom are Welch and Satterthwaite's. Student's t at 0.975 is Fisher and
-- Cornish's expansion in x = 1 / degrees of freedom (Abramowitz and Stegun, 26.7.5), its four terms worked out at z = 1.959964:
-- less than 0.000015 from the exact value from 9 degrees on. There are never fewer, as 10 days of each side are asked for.
create or replace view rating_by_weather as
with kinds as (
    select
        'wet' as weather,
        'precipitation of 1 mm or more' as meaning
    union all
    select
        'heavy_precipitation' as weather,
        'precipitation of 10 mm or more' as meaning
    union all
    select
        'snow' as weather,
        'new snow of 10 mm or more' as meaning
    union all
    select
        'frost' as weather,
        'lowest temperature below 0 °C' as meaning
    union all
    select
        'heat' as weather,
        'highest temperature of 30 °C or more' as meaning
),

days as (
    select
        climate.station_id,
        kinds.weather,
        kinds.meaning,
        review_days.reviews,
        review_days.mean_rating,
        case kinds.weather
            when 'wet' then climate.precipitation >= 1
            when 'heavy_precipitation' then climate.precipitation >= 10
            when 'snow' then climate.snow_fall >= 10
            when 'frost' then climate.min_temp < 0
            when 'heat' then climate.max_temp >= 30
        end as has_it
    from climate
    inner join review_days on climate.date = review_days.date
    cross join kinds
),

sides as (
    select
        station_id,
        weather,
        meaning,
        cast(sum(case when has_it then reviews else 0 end) as bigint) as reviews_with,
        cast(sum(case when not has_it then reviews else 0 end) as bigint) as reviews_without,
        cast(sum(case when has_it is null then reviews else 0 end) as bigint) as reviews_unmeasured,
        sum(case when has_it then 1 else 0 end) as days_with,
        sum(case when not has_it then 1 else 0 end) as days_without,
        sum(case when has_it is null then 1 else 0 end) as days_unmeasured,
        avg(case when has_it then mean_rating end) as mean_with,
        avg(case when not has_it then mean_rating end) as mean_without,
        var_samp(case when has_it then mean_rating end) as variance_with,
        var_samp(case when not has_it then mean_rating end) as variance_without
    from days
    group by station_id, weather, meaning
),

errors as (
    select
        *,
        variance_with / days_with as error_with,
        variance_without / days_without as error_without
    from sides
    where days_with >= 10 and days_without >= 10 and variance_with + variance_without > 0
),

judged as (
    select
        station_id,
        weather,
        sqrt(error_with + error_without) as standard_error,
        (
            error_with * error_with / (days_with - 1) + error_without * error_without / (days_without - 1)
        ) / ((error_with + error_without) * (error_with + error_without)) as x
    from errors
),

reaches as (
    select
        station_id,
        weather,
        standard_error,
        1 / x as degrees_of_freedom,
        standard_error
        * (1.959963985 + x * (2.372271230 + x * (2.822498616 + x * (2.555849680 + x * 1.589534053)))) as reach
    from judged
)

select
    sides.station_id,
    sides.weather,
    sides.meaning,
    sides.days_with,
    sides.days_without,
    sides.days_unmeasured,
    sides.reviews_with,
    sides.reviews_without,
    sides.reviews_unmeasured,
    sides.mean_with,
    sides.mean_without,
    reaches.standard_error,
    reaches.degrees_of_freedom,
    sides.mean_with - sides.mean_without as difference,
    sides.mean_with - sides.mean_without - reaches.reach as difference_low,
    sides.mean_with - sides.mean_without + reaches.reach as difference_high,
    abs(sides.mean_with - sides.mean_without) > reaches.reach as is_significant
from sides
left join reaches on sides.station_id = reaches.station_id and sides.weather = reaches.weather;

comment on view rating_by_weather is
'One row a station and kind of weather: the stars of days with it against days without it.';
comment on column rating_by_weather.weather is 'Kind: wet, heavy_precipitation, snow, frost, heat; a day may have several.';
comment on column rating_by_weather.meaning is 'What the station measured on a day with it.';
comment on column rating_by_weather.days_with is 'Days with reviews and with that weather.';
comment on column rating_by_weather.days_without is 'Days with reviews and without that weather.';
comment on column rating_by_weather.days_unmeasured is 'Days with reviews, in climate, on which it was not measured.';
comment on column rating_by_weather.reviews_with is 'Reviews of the days with it.';
comment on column rating_by_weather.reviews_without is 'Reviews of the days without it.';
comment on column rating_by_weather.reviews_unmeasured is 'Reviews of the days on which it was not measured.';
comment on column rating_by_weather.mean_with is 'Stars: the mean, over the days with it, of the day''s mean.';
comment on column rating_by_weather.mean_without is 'Stars: the mean, over the days without it, of the day''s mean.';
comment on column rating_by_weather.difference is 'mean_with less mean_without, in stars.';
comment on column rating_by_weather.standard_error is 'Of the difference; null: fewer than 10 days on a side, or all alike.';
comment on column rating_by_weather.degrees_of_freedom is 'Of the difference, after Welch and Satterthwaite.';
comment on column rating_by_weather.difference_low is 'Lower end of the difference''s 95 % interval; null as the error is.';
comment on column rating_by_weather.difference_high is 'Upper end of the difference''s 95 % interval; null as the error is.';
comment on column rating_by_weather.is_significant is 'The interval leaves out 0; null: it cannot be judged.';
