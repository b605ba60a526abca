-- Grain: one row a rating that was given, 1 to 5.
select
    rating,
    count(*) as reviews
from reviews
group by rating
order by rating;
