-- Grain: one row a document of the task, with the label that counts and its text. Source: documents, current_labels.
-- Which texts are equal is told by the reader: lower() and regexp_replace() take ten times as long as the rest here.
select
    documents.document_id,
    current_labels.label,
    current_labels.label_set,
    documents.text
from documents
left join current_labels on documents.document_id = current_labels.document_id and current_labels.task = %(task)s
where documents.task = %(task)s
order by documents.document_id;
