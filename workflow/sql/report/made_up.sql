-- How many of the reviews that are shown are made up: all, or none as soon as a real one is there. One row.
select count(*) as reviews
from shown_reviews
where is_made_up;
