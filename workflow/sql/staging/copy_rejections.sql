-- The columns of quarantined_records in the order in which rows are written.
copy quarantined_records (
    batch_id, source_key, line_number, reason, field, found, expected, is_whole_file
) from stdin;
