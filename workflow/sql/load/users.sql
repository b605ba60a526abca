-- Grain: one row a reviewer. Source: staging_reviews. Key: user_id.
-- Those who are known are found in the index alone: `on conflict do update` would read and lock the row of each,
-- pages all over a large table. Of the few who have no name yet there is an index of their own.
with named as (
    select distinct on (reviewer_id)
        reviewer_id,
        reviewer_name
    from staging_reviews
    where reviewer_name is not null
    order by reviewer_id asc, review_time desc, reviewer_name asc
)

update users
set name = named.reviewer_name
from named
where
    users.user_id = named.reviewer_id
    and users.name is null;

insert into users (user_id, name)
select distinct on (staged.reviewer_id)
    staged.reviewer_id,
    staged.reviewer_name
from staging_reviews as staged
where
    not exists (
        select from users
        where users.user_id = staged.reviewer_id
    )
order by staged.reviewer_id asc, (staged.reviewer_name is null) asc, staged.review_time desc, staged.reviewer_name asc;
