-- Grain: one row a line whose day, joined with what the table holds of it, would be colder at most than at least:
-- one file brought the minimum, another the maximum. They are set aside. PostgreSQL and Redshift.
insert into quarantined_records (
    batch_id, source_key, line_number, reason, field, found, expected, is_whole_file
)
select
    days_of_turn.batch_id,
    days_of_turn.source_key,
    days_of_turn.line_number,
    'min-above-max' as reason,
    'TMIN' as field,
    'with what is loaded: min ' || cast(coalesce(days_of_turn.min_temp, climate.min_temp) as varchar(40))
    || ', max ' || cast(coalesce(days_of_turn.max_temp, climate.max_temp) as varchar(40)) || ' degrees C' as found,
    'TMIN at most TMAX' as expected,
    false as is_whole_file
from days_of_turn
inner join climate on days_of_turn.station_id = climate.station_id and days_of_turn.date = climate.date
where coalesce(days_of_turn.min_temp, climate.min_temp) > coalesce(days_of_turn.max_temp, climate.max_temp);
