-- Grain: one row a file of the batch that was left for the next one.
select source_key
from held_files
where batch_id = %(batch_id)s
order by source_key;
