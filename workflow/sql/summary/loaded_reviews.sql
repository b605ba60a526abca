-- How many reviews the warehouse holds, and how many of them are made up. One row.
select
    count(*) as reviews,
    coalesce(sum(case when is_made_up then 1 else 0 end), 0) as made_up
from reviews;
