-- Grain: one row a document of the task whose text holds these characters, whatever their case.
select document_id
from documents
where task = %(task)s and position(lower(%(text)s) in lower(text)) > 0;
