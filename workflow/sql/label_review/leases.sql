-- Grain: one row a lease of one of the documents that has not run out.
select
    document_id,
    user_name
from label_leases
where document_id = any(%(document_ids)s) and task = %(task)s and leased_until > now();
