-- How many records of the batch are in the quarantine. One row.
select count(*) as set_aside
from quarantined_records
where batch_id = %(batch_id)s;
