-- Tables of the contenders, beside those of the warehouse. Neither has a key or an index.
create table plain_reviews (
    rating double precision,
    verified boolean,
    review_date text,
    reviewer_id text,
    asin text,
    style json,
    reviewer_name text,
    review_text text,
    summary text,
    unix_time bigint,
    vote text
);

create table reviews_without_keys (like reviews);

alter table reviews_without_keys drop column review_id;
