-- The columns of staging_documents, as staged_row gives their values.
copy staging_documents (
    batch_id, source_key, line_number, content_key, event_key, task, external_id, text, author, entity, variant,
    created_at, language, source_record, original, original_row, label, label_set, label_source, label_reason
) from stdin;
