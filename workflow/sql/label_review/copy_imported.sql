-- Takes the events of a file from the client.
copy imported_events (
    place,
    content_key,
    event_key,
    action,
    label,
    label_set,
    source,
    labelled_by,
    labelled_at,
    reason,
    finding,
    model_version,
    guidelines_version,
    is_blind,
    decision_key,
    undone_event_key
) from stdin;
