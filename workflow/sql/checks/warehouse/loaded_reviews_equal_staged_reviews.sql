-- What the batch loaded says what was staged, value by value. Returns rows that differ.
select
    loaded.review_id,
    staged.source_key,
    staged.line_number
from reviews as loaded
inner join staging_reviews as staged
    on
        loaded.batch_id = staged.batch_id
        and loaded.source_key = staged.source_key
        and loaded.line_number = staged.line_number
where
    loaded.batch_id = %(batch_id)s
    and (
        loaded.reviewer_id, loaded.asin, loaded.rating, loaded.review_text, loaded.summary, loaded.vote,
        loaded.verified, loaded.review_time
    ) is distinct from (
        staged.reviewer_id, staged.asin, staged.rating, staged.review_text, staged.summary, staged.vote,
        staged.verified, staged.review_time
    );
