-- Grain: one row a station and day. Source: staging_climate. PostgreSQL and Redshift.
-- days_of_turn: the lines of this turn. days_to_write: those whose row is new or changes, in climate's columns.
-- What a line does not say stays: CDO leaves a column out of a file that was ordered without it, so that nothing in
-- a file says "no longer known". `except` takes nulls for equal.
-- `*` is for columns that two tables have in common:
-- sqlfluff:exclude_rules:AM04
drop table if exists days_of_turn;

drop table if exists days_to_write;

create temporary table days_of_turn as
with numbered as (
    select
        staging_climate.*,
        row_number() over (
            partition by staging_climate.station_id, staging_climate.date
            order by staging_climate.source_key, staging_climate.line_number
        ) as turn
    from staging_climate
    where staging_climate.batch_id = %(batch_id)s
)

select * from numbered
where turn = %(turn)s;

create temporary table days_to_write as
select
    days_of_turn.station_id,
    days_of_turn.date,
    coalesce(days_of_turn.ave_wind, climate.ave_wind) as ave_wind,
    coalesce(days_of_turn.precipitation, climate.precipitation) as precipitation,
    coalesce(days_of_turn.snow_fall, climate.snow_fall) as snow_fall,
    coalesce(days_of_turn.snow_depth, climate.snow_depth) as snow_depth,
    coalesce(days_of_turn.ave_temp, climate.ave_temp) as ave_temp,
    coalesce(days_of_turn.min_temp, climate.min_temp) as min_temp,
    coalesce(days_of_turn.max_temp, climate.max_temp) as max_temp,
    coalesce(days_of_turn.wt01, climate.wt01) as wt01,
    coalesce(days_of_turn.wt02, climate.wt02) as wt02,
    coalesce(days_of_turn.wt03, climate.wt03) as wt03,
    coalesce(days_of_turn.wt04, climate.wt04) as wt04,
    coalesce(days_of_turn.wt05, climate.wt05) as wt05,
    coalesce(days_of_turn.wt06, climate.wt06) as wt06,
    coalesce(days_of_turn.wt07, climate.wt07) as wt07,
    coalesce(days_of_turn.wt08, climate.wt08) as wt08,
    coalesce(days_of_turn.wt09, climate.wt09) as wt09,
    coalesce(days_of_turn.wt10, climate.wt10) as wt10,
    coalesce(days_of_turn.wt11, climate.wt11) as wt11,
    coalesce(days_of_turn.wt12, climate.wt12) as wt12,
    coalesce(days_of_turn.wt13, climate.wt13) as wt13,
    coalesce(days_of_turn.wt14, climate.wt14) as wt14,
    coalesce(days_of_turn.wt15, climate.wt15) as wt15,
    coalesce(days_of_turn.wt16, climate.wt16) as wt16,
    coalesce(days_of_turn.wt17, climate.wt17) as wt17,
    coalesce(days_of_turn.wt18, climate.wt18) as wt18,
    coalesce(days_of_turn.wt19, climate.wt19) as wt19,
    coalesce(days_of_turn.wt21, climate.wt21) as wt21,
    coalesce(days_of_turn.wt22, climate.wt22) as wt22
from days_of_turn
left join climate on days_of_turn.station_id = climate.station_id and days_of_turn.date = climate.date
where
    coalesce(
        coalesce(days_of_turn.min_temp, climate.min_temp) <= coalesce(days_of_turn.max_temp, climate.max_temp), true
    )
except
select climate.*
from climate
inner join days_of_turn on climate.station_id = days_of_turn.station_id and climate.date = days_of_turn.date;
