-- Grain: one row a reason for which records of the batch were set aside: how many, and how many still are.
select
    reason,
    count(*) as records,
    count(case when replayed_at is null and dismissed_at is null then 1 end) as open
from quarantined_records
where batch_id = %(batch_id)s
group by reason
order by reason;
