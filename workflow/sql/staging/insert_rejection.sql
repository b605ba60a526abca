-- Grain: one row a record (or unreadable file) that could not be staged.
insert into quarantined_records (batch_id, source_key, line_number, reason, field, found, expected)
values (
    %(batch_id)s, %(source_key)s, %(line_number)s, %(reason)s, %(field)s, %(found)s, %(expected)s
);
