-- Grain: one row a reason for which records are set aside and not yet settled, the most frequent first.
select
    reason,
    count(*) as records
from quarantined_records
where replayed_at is null and dismissed_at is null
group by reason
order by records desc, reason asc;
