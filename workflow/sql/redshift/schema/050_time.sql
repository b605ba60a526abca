-- Grain: one row a moment at which a review was written, taken apart. Source: reviews.review_time. On every node:
-- published times are days, of which there are some thousand.
create table time (
    datetime_ts timestamp not null,
    year smallint not null,
    month smallint not null,
    day smallint not null,
    day_of_week smallint not null,
    week smallint not null,
    day_of_year smallint not null,
    primary key (datetime_ts)
)
diststyle all
sortkey (datetime_ts)
encode auto;
