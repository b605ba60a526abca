-- Grain: one row an older text to train on, of each rating as many as its quota says, in the order of the hash, with
-- keys from %(start)s on and before %(end)s. The walk follows the primary key and ends when the quota is filled: the
-- cost follows the quotas, not the table.
with quota as (
    select
        rating,
        most
    from unnest(%(ratings)s::smallint[], %(quotas)s::bigint[]) as given (rating, most)
),

chosen as (
    select walked.*
    from quota
    cross join lateral (
        select texts.*
        from review_texts as texts
        where
            not texts.is_evaluation
            and texts.rating = quota.rating
            and texts.text_key >= %(start)s::uuid
            and texts.text_key < %(end)s::uuid
            and texts.batch_id <= %(newest)s
            and texts.batch_id <> all(%(batch_ids)s)
        order by texts.text_key
        limit quota.most
    ) as walked
)

select
    chosen.review_id,
    reviews.review_text,
    chosen.rating,
    chosen.text_key,
    chosen.batch_id
from chosen
inner join reviews on chosen.review_id = reviews.review_id
order by chosen.text_key, chosen.rating;
