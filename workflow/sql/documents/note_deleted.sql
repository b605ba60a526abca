-- Grain: one row a post that its source has deleted and that is not noted yet. PostgreSQL and Redshift.
insert into deleted_documents (task, original, external_id)
select
    noted.task,
    noted.original,
    noted.external_id
from (
    select
        cast(%(task)s as varchar(64)) as task,
        cast(%(original)s as varchar(4096)) as original,
        cast(%(external_id)s as varchar(512)) as external_id
) as noted
left join deleted_documents as known
    on
        noted.task = known.task
        and noted.original = known.original
        and noted.external_id = known.external_id
where known.task is null;
