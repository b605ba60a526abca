-- The rows of a table and the different values of some columns. One row.
select
    sum(copies) as rows_in_all,
    count(*) as given_values
from (
    select count(*) as copies
    from %(table_name)s
    group by %(column_names)s
) as counted;
