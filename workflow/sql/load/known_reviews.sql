-- Grain: one row a key that the fact table holds already. Looked up by the key's index, one by one:
-- the cost follows the keys given, not the rows that are there.
select reviews.review_key
from unnest(%(review_keys)s::uuid[]) as given (review_key)
inner join reviews on given.review_key = reviews.review_key;
