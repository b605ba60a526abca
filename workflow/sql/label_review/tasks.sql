-- Grain: one row a task that has documents, and how many.
select
    task,
    count(*) as documents
from documents
group by task
order by task;
