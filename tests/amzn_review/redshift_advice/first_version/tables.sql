-- The first version's design, of which the advice must warn: users by a column that is always null, time by a column
-- with few values, and its moments loaded once for each review of them.
create table if not exists users (
    user_id varchar(max) primary key,
    name varchar(max),
    country varchar(max) distkey
);

create table if not exists time (
    datetime_ts timestamp primary key sortkey,
    year integer distkey,
    month integer
);

create table if not exists reviews (
    review_id bigint identity(0, 1) primary key,
    user_id varchar(max) not null references users (user_id),
    review_text varchar(max),
    review_time timestamp not null references time (datetime_ts)
)
diststyle even;
