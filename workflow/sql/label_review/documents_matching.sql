-- Grain: one row a document of the task that fits all that is asked for; what is null is not asked for. The text holds
-- these characters, whatever their case; the author's key begins with these; the day is that of created_at, in UTC.
select document_id
from documents
where
    task = %(task)s
    and (cast(%(text)s as text) is null or position(lower(%(text)s) in lower(text)) > 0)
    and (cast(%(author)s as text) is null or starts_with(author, %(author)s))
    and (cast(%(batch)s as text) is null or batch_id = %(batch)s)
    and (cast(%(language)s as text) is null or language = %(language)s)
    and (cast(%(since)s as date) is null or created_at >= cast(%(since)s as date))
    and (cast(%(until)s as date) is null or created_at < cast(%(until)s as date) + 1);
