-- Grain: one row a kind of weather at one station; none if no review was written on a day of its climate.
select
    weather,
    meaning,
    days_with,
    days_without,
    days_unmeasured,
    reviews_with,
    reviews_without,
    reviews_unmeasured,
    mean_with,
    mean_without,
    difference,
    difference_low,
    difference_high,
    degrees_of_freedom,
    is_significant
from rating_by_weather
where station_id = %(station_id)s
order by
    case weather
        when 'wet' then 1 when 'heavy_precipitation' then 2 when 'snow' then 3 when 'frost' then 4 else 5
    end;
