-- Grain: one row a text to train on that the exported batches brought, of each rating as many as its quota says,
-- in the order of the hash from %(start)s on, then from the beginning. The cost follows those batches.
with ranked as (
    select
        review_id,
        rating,
        text_key,
        batch_id,
        row_number() over (partition by rating order by (text_key < %(start)s::uuid) asc, text_key asc) as place
    from review_texts
    where batch_id = any(%(batch_ids)s) and not is_evaluation
)

select
    ranked.review_id,
    reviews.review_text,
    ranked.rating,
    ranked.text_key,
    ranked.batch_id
from ranked
inner join unnest(%(ratings)s::smallint[], %(quotas)s::bigint[]) as quota (rating, most)
    on ranked.rating = quota.rating and ranked.place <= quota.most
inner join reviews on ranked.review_id = reviews.review_id
order by ranked.text_key, ranked.rating;
