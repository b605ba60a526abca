-- Grain: one row a reviewer of the batch who also writes in a demo corpus; none: nothing in it can be made up.
select distinct reviewer_id
from staging_reviews
where
    batch_id = %(batch_id)s
    and reviewer_id in %(reviewers)s;
