-- Grain: one row a document of the task, with the beginning of its text.
select
    document_id,
    left(text, %(characters)s) as text
from documents
where task = %(task)s
order by document_id;
