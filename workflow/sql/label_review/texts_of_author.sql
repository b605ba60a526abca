-- Grain: one row another document of the task by the author of one, the latest first.
select others.document_id
from documents as one
inner join documents as others
    on one.task = others.task and one.author = others.author and one.document_id <> others.document_id
where one.document_id = %(document_id)s and one.task = %(task)s
order by others.document_id desc
limit %(most)s;
