-- Grain: one row a document of the task that a file of another program names by number or by its words.
select
    document_id,
    text,
    cast(content_key as text) as content_key
from documents
where task = %(task)s and (document_id = any(%(document_ids)s) or text = any(%(texts)s));
