-- Grain: one row a document that has a label of the task. Sources: documents, current_labels. Parameter: text_task.
-- The columns are those of text_models.training.spread.exported_texts.LabelledRow; the order makes a file repeatable.
with labelled as (
    select
        document_id,
        label,
        source,
        cast(label_set as text) as label_set
    from current_labels
    where task = %(text_task)s
)

select
    documents.document_id,
    documents.text,
    labelled.label,
    labelled.label_set,
    labelled.source,
    documents.author,
    documents.variant,
    documents.language
from labelled
inner join documents on labelled.document_id = documents.document_id
order by documents.document_id;
