-- Grain: one row a document of those asked for that has labels now.
select
    document_id,
    label_set
from current_labels
where task = %(task)s and document_id = any(%(document_ids)s);
