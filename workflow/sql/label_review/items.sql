-- Grain: one row a document of those asked for, with the label that counts and the beginning of the text.
select
    documents.document_id,
    current_labels.label,
    current_labels.label_set,
    current_labels.source,
    documents.external_id,
    documents.author,
    documents.entity,
    documents.created_at,
    documents.language,
    documents.batch_id,
    documents.original,
    documents.original_row,
    left(documents.text, %(characters)s) as text,
    length(documents.text) as characters
from documents
left join current_labels
    on
        documents.document_id = current_labels.document_id
        and current_labels.task = %(task)s
        and current_labels.document_id = any(%(document_ids)s)
where documents.document_id = any(%(document_ids)s) and documents.task = %(task)s;
