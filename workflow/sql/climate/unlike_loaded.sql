-- Grain: one row per file of the batch whose days are unlike those of the same station that are loaded. Such a file is
-- set aside as a whole: it, or what is loaded, is in another unit. PostgreSQL and Redshift.
-- Temperatures are unlike if most of three or more common days differ by more than 5 degrees C, or the means of a
-- month of the year, of ten days or more on each side, by more than 20; rain, if most of five or more common days
-- with rain on both sides differ by a factor of more than 5.
insert into quarantined_records (
    batch_id, source_key, line_number, reason, field, found, expected, is_whole_file
)
with staged as (
    select
        source_key,
        station_id,
        date,
        'TMAX' as element,
        max_temp as degrees
    from staging_climate
    where batch_id = %(batch_id)s and max_temp is not null
    union all
    select
        source_key,
        station_id,
        date,
        'TMIN' as element,
        min_temp as degrees
    from staging_climate
    where batch_id = %(batch_id)s and min_temp is not null
    union all
    select
        source_key,
        station_id,
        date,
        'TAVG' as element,
        ave_temp as degrees
    from staging_climate
    where batch_id = %(batch_id)s and ave_temp is not null
),

loaded as (
    select
        station_id,
        date,
        'TMAX' as element,
        max_temp as degrees
    from climate
    where max_temp is not null and station_id in (select staged.station_id from staged)
    union all
    select
        station_id,
        date,
        'TMIN' as element,
        min_temp as degrees
    from climate
    where min_temp is not null and station_id in (select staged.station_id from staged)
    union all
    select
        station_id,
        date,
        'TAVG' as element,
        ave_temp as degrees
    from climate
    where ave_temp is not null and station_id in (select staged.station_id from staged)
),

common_days as (
    select
        staged.source_key,
        staged.element,
        staged.station_id,
        count(*) as days,
        sum(case when abs(staged.degrees - loaded.degrees) > 5 then 1 else 0 end) as unlike
    from staged
    inner join loaded
        on staged.station_id = loaded.station_id and staged.date = loaded.date and staged.element = loaded.element
    group by staged.source_key, staged.element, staged.station_id
),

staged_months as (
    select
        source_key,
        station_id,
        element,
        extract(month from date) as month,
        avg(degrees) as mean,
        count(*) as days
    from staged
    group by source_key, station_id, element, extract(month from date)
),

loaded_months as (
    select
        station_id,
        element,
        extract(month from date) as month,
        avg(degrees) as mean,
        count(*) as days
    from loaded
    group by station_id, element, extract(month from date)
),

rain as (
    select
        staging_climate.source_key,
        staging_climate.station_id,
        count(*) as days,
        sum(
            case
                when staging_climate.precipitation > 5 * climate.precipitation then 1
                when climate.precipitation > 5 * staging_climate.precipitation then 1
                else 0
            end
        ) as unlike
    from staging_climate
    inner join climate
        on staging_climate.station_id = climate.station_id and staging_climate.date = climate.date
    where staging_climate.batch_id = %(batch_id)s and staging_climate.precipitation > 0 and climate.precipitation > 0
    group by staging_climate.source_key, staging_climate.station_id
),

findings as (
    select
        source_key,
        element,
        element || ' of ' || station_id || ': ' || cast(unlike as varchar(20)) || ' of ' || cast(days as varchar(20))
        || ' days differ from what is loaded by more than 5 degrees C' as found
    from common_days
    where days >= 3 and unlike * 2 > days
    union all
    select
        staged_months.source_key,
        staged_months.element,
        staged_months.element || ' of ' || staged_months.station_id || ': the mean of month '
        || cast(staged_months.month as varchar(20)) || ' differs from what is loaded by more than 20 degrees C' as found
    from staged_months
    inner join loaded_months
        on
            staged_months.station_id = loaded_months.station_id
            and staged_months.element = loaded_months.element
            and staged_months.month = loaded_months.month
    where staged_months.days >= 10 and loaded_months.days >= 10 and abs(staged_months.mean - loaded_months.mean) > 20
    union all
    select
        source_key,
        'PRCP' as element,
        'PRCP of ' || station_id || ': ' || cast(unlike as varchar(20)) || ' of ' || cast(days as varchar(20))
        || ' days with rain differ from what is loaded by a factor of more than 5' as found
    from rain
    where days >= 5 and unlike * 2 > days
)

select
    cast(%(batch_id)s as varchar(64)) as batch_id,
    source_key,
    0 as line_number,
    'unlike-loaded' as reason,
    min(element) as field,
    min(found) as found,
    'the unit of the station''s loaded days; if those are wrong, delete them and replay the file' as expected,
    true as is_whole_file
from findings
group by source_key;
