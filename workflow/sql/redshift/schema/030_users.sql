-- Grain: one row a reviewer. Source: reviews. As many as half of the reviews, so not copied to every node.
create table users (
    user_id varchar(256) not null,
    name varchar(1024),
    city varchar(256),
    state varchar(256),
    country varchar(256),
    primary key (user_id)
)
distkey (user_id)
sortkey (user_id)
encode auto;
