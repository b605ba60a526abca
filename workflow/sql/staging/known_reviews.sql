-- Grain: one row a staged review that the fact table holds already. Looked up by the key's index, one by one:
-- the cost follows the rows staged, not the rows that are there.
select staged.place
from staging_reviews as staged
inner join reviews on staged.review_key = reviews.review_key
where staged.place >= %(first_place)s;
