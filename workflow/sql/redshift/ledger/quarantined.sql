-- Grain: one row a record of the quarantine, chosen by number, reason and file (null: all of them).
select
    quarantine_id,
    batch_id,
    source_key,
    line_number,
    reason,
    field,
    found,
    expected,
    is_whole_file,
    quarantined_at,
    replayed_at,
    dismissed_at
from quarantined_records
where
    ((replayed_at is null and dismissed_at is null) or %(with_settled)s)
    and (%(quarantine_id)s is null or quarantine_id = %(quarantine_id)s)
    and (%(reason)s is null or reason = %(reason)s)
    and (%(source_key)s is null or source_key = %(source_key)s)
order by quarantine_id;
