-- Grain: one row, a text that a community has suggested a label for. Key: content_key, of community, task and text, so
-- that each community has a document of its own.
insert into documents (
    content_key, task, text, entity, language, source_record, original, original_row, batch_id, source_key, line_number
)
values (
    %(content_key)s,
    %(task)s,
    %(text)s,
    %(community)s,
    %(language)s,
    %(source_record)s,
    %(labelled_by)s,
    1,
    %(batch_id)s,
    %(source_key)s,
    1
)
on conflict (content_key) do nothing;
