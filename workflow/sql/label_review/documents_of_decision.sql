-- Grain: one row a document that a request has written about.
select document_id
from label_events
where decision_key = %(decision_key)s
order by document_id;
