-- Stars are 1, 2, 3, 4 or 5. Returns rows with anything else.
select
    source_key,
    line_number,
    rating
from staging_reviews
where
    batch_id = %(batch_id)s
    and (rating between 1 and 5) is not true;
