-- Reviewers number first_number to last_number, their ids as in benchmarks/review_files.py.
insert into users (user_id, name)
select
    'A' || upper(left(md5('reviewer ' || number), 13)) as user_id,
    'Reviewer ' || number as name
from generate_series(%(first_number)s, %(last_number)s) as number
on conflict do nothing;
