-- Grain: one row a reviewer of the batch who also writes in a demo corpus; none: nothing in it can be made up.
select distinct reviewer_id
from staging_reviews
where reviewer_id in %(reviewers)s;
