-- Grain: one row a record of the batch that was set aside.
select
    source_key,
    line_number,
    reason,
    is_whole_file
from quarantined_records
where batch_id = %(batch_id)s
order by source_key, line_number;
