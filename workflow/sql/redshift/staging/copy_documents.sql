-- Documents of a batch. The paths of jsonpaths/documents.json are these columns, in their order.
copy staging_documents (
    batch_id, source_key, line_number, content_key, event_key, task, external_id, text, author, entity, variant,
    created_at, language, source_record, original, original_row, label, label_set, label_source, label_reason
)
from %(manifest)s
iam_role %(iam_role)s
region %(region)s
format json %(jsonpaths)s
manifest
gzip
maxerror %(most_refused)s
dateformat 'auto'
timeformat 'auto'
compupdate off
statupdate off;
