-- Grain: one row a task: documents of the batch that are staged.
select
    task,
    count(*) as staged
from staging_documents
group by task;
