-- Joining products, users and time keeps each review once. Returns reviews that vanish or multiply.
select
    reviews.review_id,
    count(products.asin) as products,
    count(users.user_id) as users,
    count(time.datetime_ts) as moments
from reviews
left join products on reviews.asin = products.asin
left join users on reviews.reviewer_id = users.user_id
left join time on reviews.review_time = time.datetime_ts
where reviews.batch_id = %(batch_id)s
group by reviews.review_id
having not (count(products.asin) = 1 and count(users.user_id) = 1 and count(time.datetime_ts) = 1);
