-- Products number first_number to last_number, their ids as in benchmarks/review_files.py.
insert into products (asin, category, is_placeholder)
select
    'B' || upper(left(md5('product ' || number), 9)) as asin,
    'all_beauty' as category,
    true as is_placeholder
from generate_series(%(first_number)s, %(last_number)s) as number
on conflict do nothing;
