-- Keeps the hash of a token; those of anybody that have run out leave. Seconds null: it is good until it is taken away.
with run_out as (
    delete from label_tokens
    where expires_at < now()
)

insert into label_tokens (token_hash, user_name, kind, expires_at)
values (%(token_hash)s, %(name)s, %(kind)s, now() + make_interval(secs => %(seconds)s));
