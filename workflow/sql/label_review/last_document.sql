-- One row: the newest document of the task, null when it has none.
select max(document_id) as document_id
from documents
where task = %(task)s;
