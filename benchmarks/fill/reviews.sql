-- Reviews number first_number to last_number: by reviewers, of products and at moments drawn at random from those
-- that the other files made; texts of 32 to 640 characters.
insert into reviews (
    review_key, reviewer_id, asin, rating, review_text, summary, vote, verified, review_time, batch_id, source_key,
    line_number
)
select
    gen_random_uuid() as review_key,
    'A' || upper(left(md5('reviewer ' || floor(random() * %(reviewers)s)), 13)) as reviewer_id,
    'B' || upper(left(md5('product ' || floor(random() * %(products)s)), 9)) as asin,
    1 + mod(number, 5) as rating,
    repeat(md5(number::text), 1 + mod(number, 20)) as review_text,
    'Five Stars' as summary,
    0 as vote,
    true as verified,
    timestamp '1999-01-01' + floor(random() * 7305) * interval '1 day' as review_time,
    'fill-' || number / 50000 as batch_id,
    'reviews/all_beauty/fill-' || number || '.json.gz' as source_key,
    1 as line_number
from generate_series(%(first_number)s, %(last_number)s) as number;
