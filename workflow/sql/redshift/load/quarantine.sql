-- Grain: one row a record or file that is set aside. Source: staging_rejections.
insert into quarantined_records (
    batch_id, source_key, line_number, reason, field, found, expected, is_whole_file
)
select
    batch_id,
    source_key,
    line_number,
    reason,
    field,
    found,
    expected,
    is_whole_file
from staging_rejections
where batch_id = %(batch_id)s;
