-- Whose token it is, no row if it is nobody's, no longer good, or of a person who may not sign in any more.
select
    label_users.name,
    label_users.role
from label_tokens
inner join label_users on label_tokens.user_name = label_users.name
where
    label_tokens.token_hash = %(token_hash)s
    and label_tokens.kind = %(kind)s
    and (label_tokens.expires_at is null or label_tokens.expires_at > now())
    and label_users.removed_at is null;
