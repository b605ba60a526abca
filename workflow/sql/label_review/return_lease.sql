-- Takes back what a person had open; leases of anybody that have run out leave with it.
delete from label_leases
where
    (task = %(task)s and document_id = any(%(document_ids)s) and user_name = %(user_name)s)
    or leased_until < now();
