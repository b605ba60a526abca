-- Records that were given up. The batch is asked for too: numbers begin again when tables are made anew.
update quarantined_records
set dismissed_at = now()
from unnest(%(quarantine_ids)s::bigint[], %(batch_ids)s::text[]) as given_up (quarantine_id, batch_id)
where
    quarantined_records.quarantine_id = given_up.quarantine_id
    and quarantined_records.batch_id = given_up.batch_id
    and quarantined_records.dismissed_at is null;
