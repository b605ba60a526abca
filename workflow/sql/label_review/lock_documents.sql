-- Locks documents, so that two people's decisions about one come one after the other. Returns those that are there.
select document_id
from documents
where document_id = any(%(document_ids)s)
order by document_id
for no key update;
