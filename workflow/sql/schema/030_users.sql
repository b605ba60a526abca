-- Grain: one row a reviewer. Source: reviews.
create table users (
    user_id text primary key,
    name text,
    city text,
    state text,
    country text
);

create index users_without_name on users (user_id) where name is null;

comment on table users is 'One row a reviewer.';
comment on column users.name is 'First name known, of the latest review in that batch.';
comment on column users.city is 'Null: the source has none.';
comment on column users.state is 'Null: the source has none.';
comment on column users.country is 'Null: the source has none.';
