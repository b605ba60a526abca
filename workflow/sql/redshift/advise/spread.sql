-- How the values of a column are spread. One row.
with spread as (
    select
        %(column_name)s as given,
        count(*) as copies
    from %(table_name)s
    group by 1
)

select
    sum(copies) as rows_in_all,
    sum(case when given is null then copies else 0 end) as null_values,
    count(given) as given_values,
    max(copies) as largest,
    sum(cast(copies as double precision) * copies) as sum_of_squares
from spread;
