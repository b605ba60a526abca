-- Grain: one row a review that is to be removed. Source: removed_reviews.
select review_id from removed_reviews
order by review_id;
