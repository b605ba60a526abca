-- Whether the batch has a review by somebody who also writes in a demo corpus. One row. Source: staging_reviews.
select count(*) > 0 as is_possible
from staging_reviews
where reviewer_id in %(reviewers)s;
