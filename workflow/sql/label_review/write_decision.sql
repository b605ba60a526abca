-- Grain: one row a document of the request that has no event of its key yet. Append only.
-- Returns event_id and document_id of what was written; a request that comes again writes and returns nothing.
insert into label_events (
    event_key, document_id, task, label, label_set, source, labelled_by, reason, action, finding, model_version,
    guidelines_version, is_blind, decision_key
)
select
    asked.event_key,
    asked.document_id,
    %(task)s as task,
    %(label)s as label,
    cast(%(label_set)s as json) as label_set,
    'person' as source,
    %(user_name)s as labelled_by,
    %(reason)s as reason,
    %(action)s as action,
    %(finding)s as finding,
    %(model_version)s as model_version,
    %(guidelines_version)s as guidelines_version,
    %(is_blind)s as is_blind,
    %(decision_key)s as decision_key
from unnest(cast(%(event_keys)s as uuid[]), cast(%(document_ids)s as bigint[])) as asked (event_key, document_id)
inner join documents on asked.document_id = documents.document_id
order by asked.document_id
on conflict (event_key) do nothing
returning event_id, document_id;
