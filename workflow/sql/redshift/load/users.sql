-- Grain: one row a reviewer. Source: staging_reviews. Key: user_id. The name is that of the batch's latest review
-- that has one; a name that is known stays.
update users
set name = named.name
from (
    select
        reviewer_id,
        reviewer_name as name,
        row_number() over (partition by reviewer_id order by review_time desc, reviewer_name asc) as place
    from staging_reviews
    where
        batch_id = %(batch_id)s
        and reviewer_name is not null
) as named
where
    users.user_id = named.reviewer_id
    and users.name is null
    and named.place = 1;

insert into users (user_id, name)
with ranked as (
    select
        reviewer_id,
        reviewer_name,
        row_number() over (
            partition by reviewer_id
            order by case when reviewer_name is null then 1 else 0 end, review_time desc, reviewer_name asc
        ) as place
    from staging_reviews
    where batch_id = %(batch_id)s
)

select
    ranked.reviewer_id,
    ranked.reviewer_name
from ranked
left join users as known on ranked.reviewer_id = known.user_id
where
    ranked.place = 1
    and known.user_id is null;
