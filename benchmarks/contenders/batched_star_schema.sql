-- From plain_reviews, which holds the files' own values, into the star schema.
insert into users (user_id, name)
select
    reviewer_id,
    reviewer_name
from plain_reviews
on conflict do nothing;

insert into products (asin, is_placeholder)
select
    asin,
    true as is_placeholder
from plain_reviews
on conflict do nothing;

insert into time (datetime_ts, year, month, day, day_of_week, week, day_of_year)
select
    review_time,
    extract(year from review_time) as year,
    extract(month from review_time) as month,
    extract(day from review_time) as day,
    extract(isodow from review_time) as day_of_week,
    extract(week from review_time) as week,
    extract(doy from review_time) as day_of_year
from (select to_timestamp(unix_time) at time zone 'UTC' as review_time from plain_reviews) as moments
on conflict do nothing;

insert into reviews (
    review_key, reviewer_id, asin, rating, review_text, summary, vote, verified, style, review_time, batch_id,
    source_key, line_number
)
select
    md5(concat_ws('|', reviewer_id, asin, unix_time, rating, review_text, summary))::uuid as review_key,
    reviewer_id,
    asin,
    rating,
    review_text,
    summary,
    coalesce(vote, '0')::integer as vote,
    verified,
    style,
    to_timestamp(unix_time) at time zone 'UTC' as review_time,
    'batched' as batch_id,
    '' as source_key,
    1 as line_number
from plain_reviews
on conflict do nothing;
