-- Grain: one row a rating: how many texts to train on the exported batches brought, and those before them.
-- Counted in the ledger: the cost follows the number of batches.
select
    rating,
    coalesce(sum(training_texts) filter (where batch_id = any(%(batch_ids)s)), 0)::bigint as new_texts,
    coalesce(sum(training_texts) filter (where batch_id <> all(%(batch_ids)s)), 0)::bigint as older_texts
from examined_batches
where batch_id <= %(newest)s
group by rating
order by rating;
