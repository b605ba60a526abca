-- Each day of 20 years, among them those of benchmarks/review_files.py.
insert into time (datetime_ts, year, month, day, day_of_week, week, day_of_year)
select
    moment,
    extract(year from moment) as year,
    extract(month from moment) as month,
    extract(day from moment) as day,
    extract(isodow from moment) as day_of_week,
    extract(week from moment) as week,
    extract(doy from moment) as day_of_year
from generate_series(timestamp '1999-01-01', timestamp '2018-12-31', interval '1 day') as moment
on conflict do nothing;
