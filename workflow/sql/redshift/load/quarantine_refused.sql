-- Grain: one row a record that COPY has refused; many rows of values in one statement.
insert into quarantined_records (
    batch_id, source_key, line_number, reason, field, found, expected, is_whole_file
)
values %(rows)s;
