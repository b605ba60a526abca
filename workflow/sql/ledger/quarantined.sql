-- Grain: one row a record of the quarantine, chosen by number or by reason (null: all of them).
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
    replayed_at
from quarantined_records
where
    (replayed_at is null or %(with_replayed)s)
    and (%(quarantine_ids)s::bigint[] is null or quarantine_id = any(%(quarantine_ids)s::bigint[]))
    and (%(reason)s::text is null or reason = %(reason)s)
order by quarantine_id;
