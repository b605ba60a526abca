-- Grain: one row a person, by name; sessions counts those that are still good.
select
    label_users.name,
    label_users.role,
    label_users.added_at,
    label_users.removed_at,
    count(label_tokens.token_hash) as sessions
from label_users
left join label_tokens
    on
        label_users.name = label_tokens.user_name
        and label_tokens.kind = 'session'
        and label_tokens.expires_at > now()
group by label_users.name
order by label_users.name;
