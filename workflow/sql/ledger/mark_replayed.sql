-- Records whose file was handed back. The batch is asked for too: numbers begin again when tables are made anew.
update quarantined_records
set replayed_at = now()
from unnest(%(quarantine_ids)s::bigint[], %(batch_ids)s::text[]) as handed_back (quarantine_id, batch_id)
where
    quarantined_records.quarantine_id = handed_back.quarantine_id
    and quarantined_records.batch_id = handed_back.batch_id
    and quarantined_records.replayed_at is null;
