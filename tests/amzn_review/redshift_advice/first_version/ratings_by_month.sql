create view ratings_by_month as
select
    time.year,
    time.month,
    count(*) as reviews
from reviews
inner join time on reviews.review_time = time.datetime_ts
inner join users using (user_id)
group by 1, 2;
