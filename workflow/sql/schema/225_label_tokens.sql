-- Grain: one row a secret that stands for a person: a token, a link that is good once, or a session. Only hashes are kept.
create table label_tokens (
    token_hash bytea primary key,
    user_name text not null references label_users (name),
    kind text not null check (kind in ('token', 'link', 'session')),
    made_at timestamp with time zone not null default now(),
    expires_at timestamp with time zone
);

create index label_tokens_user_name on label_tokens (user_name);

comment on table label_tokens is 'One row a secret that stands for a person, hashed.';
comment on column label_tokens.token_hash is 'SHA-256 of 256 random bits, which no dictionary holds.';
comment on column label_tokens.user_name is 'Whose it is.';
comment on column label_tokens.kind is
'token: to sign in with, beside the name; link: the same, good once; session: what the browser holds after that.';
comment on column label_tokens.made_at is 'When it was made.';
comment on column label_tokens.expires_at is 'From when on it is no longer good; null: never.';
