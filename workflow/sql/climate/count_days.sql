-- How many lines of this turn become a new row or change one. One row. PostgreSQL and Redshift.
select
    count(*) - count(climate.station_id) as added,
    count(climate.station_id) as changed
from days_to_write
left join climate on days_to_write.station_id = climate.station_id and days_to_write.date = climate.date;
