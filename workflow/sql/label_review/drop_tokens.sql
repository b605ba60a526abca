-- Takes a person's tokens, links and sessions of some kinds away.
delete from label_tokens
where user_name = %(name)s and kind = any(%(kinds)s);
