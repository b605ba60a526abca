-- Uses up a link that is good once: of two who come with it at the same moment, one is let in.
delete from label_tokens
using label_users
where
    label_tokens.token_hash = %(token_hash)s
    and label_tokens.kind = 'link'
    and label_tokens.user_name = label_users.name
    and label_tokens.expires_at > now()
    and label_users.removed_at is null
returning label_users.name, label_users.role;
