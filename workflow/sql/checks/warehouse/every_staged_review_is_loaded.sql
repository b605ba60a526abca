-- Each staged review is in the fact table, from this batch or an earlier one. Returns those that are not.
select
    staged.source_key,
    staged.line_number,
    staged.review_key
from staging_reviews as staged
left join reviews on staged.review_key = reviews.review_key
where
    staged.batch_id = %(batch_id)s
    and reviews.review_key is null;
