-- Grain: one row a reviewer. Source: staging_reviews. Key: user_id.
insert into users (user_id, name)
select distinct on (reviewer_id)
    reviewer_id,
    reviewer_name
from staging_reviews
order by reviewer_id asc, (reviewer_name is null) asc, review_time desc, reviewer_name asc
on conflict (user_id) do update
    set name = excluded.name
    where users.name is null and excluded.name is not null;
