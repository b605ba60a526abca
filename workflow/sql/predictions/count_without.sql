-- How many reviews the version has not judged. One row.
with judged as (
    select review_id from review_predictions
    where model_version = %(model_version)s
)

select count(*) as reviews
from shown_reviews as reviews
where not exists (
    select 1 from judged
    where judged.review_id = reviews.review_id
);
