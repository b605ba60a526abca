-- Grain: one row a post that was collected from a source and is loaded, the newest first. PostgreSQL and Redshift.
select external_id
from documents
where
    task = %(task)s
    and original = %(original)s
    and external_id is not null
order by document_id desc
limit %(most)s;
