-- Grain: one row a rating that was given, 1 to 5.
select
    rating,
    count(*) as reviews
from shown_reviews
group by rating
order by rating;
