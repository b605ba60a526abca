-- Grain: one row a moment at which a review was written. Source: reviews.review_time.
create table time (
    datetime_ts timestamp primary key,
    year smallint not null,
    month smallint not null check (month between 1 and 12),
    day smallint not null check (day between 1 and 31),
    day_of_week smallint not null check (day_of_week between 1 and 7),
    week smallint not null check (week between 1 and 53),
    day_of_year smallint not null check (day_of_year between 1 and 366)
);

comment on table time is 'One row a moment of a review, UTC, taken apart.';
comment on column time.day_of_week is 'ISO 8601: Monday 1 to Sunday 7.';
comment on column time.week is 'ISO 8601 week; the first days of January may belong to week 52 or 53.';
