-- What became of the staged reviews, looked up in the fact table and not taken from what the insert said.
-- One row: new rows that came from here, and equals of a row that came from elsewhere.
select
    count(*) filter (where is_own) as loaded,
    count(*) filter (where not is_own) as duplicate
from (
    select
        (loaded.batch_id, loaded.source_key, loaded.line_number)
        = (%(batch_id)s, staged.source_key, staged.line_number) as is_own
    from staging_reviews as staged
    inner join reviews as loaded on staged.review_key = loaded.review_key
) as found;
