-- Keeps the first review of each new text and rating, and enters the batches in the ledger. Nothing happens to
-- texts that are there.
with kept as (
    insert into review_texts (is_evaluation, rating, text_key, review_id, batch_id)
    select distinct on (is_evaluation, rating, text_key)
        is_evaluation,
        rating,
        text_key,
        review_id,
        batch_id
    from new_texts
    order by is_evaluation asc, rating asc, text_key asc, batch_id asc, review_id asc
    on conflict do nothing
    returning is_evaluation, rating, batch_id
),

counted as (
    select
        batch_id,
        rating,
        count(*) as training_texts
    from kept
    where not is_evaluation
    group by batch_id, rating
)

insert into examined_batches (batch_id, rating, training_texts)
select
    examined.batch_id,
    stars.rating,
    coalesce(counted.training_texts, 0) as training_texts
from unnest(%(batch_ids)s::text[]) as examined (batch_id)
cross join generate_series(1, 5) as stars (rating)
left join counted
    on examined.batch_id = counted.batch_id and stars.rating = counted.rating;
