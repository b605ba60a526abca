-- Grain: one row a distinct review of the rows under way. Holds what the dimensions are made of and by which
-- duplicates are found; texts go into the fact table directly, for writing them twice would double the time.
-- The rows lie in a temporary table of this form, in the one transaction that loads; this one stays empty.
create table if not exists staging_reviews (
    place integer not null,
    review_key uuid not null,
    reviewer_id text not null check (reviewer_id <> ''),
    reviewer_name text,
    asin text not null check (asin <> ''),
    category text not null,
    review_time timestamp not null
);

comment on table staging_reviews is 'Review records under way: their keys, and what the dimensions need.';
comment on column staging_reviews.place is 'Number of the record among those under way.';
comment on column staging_reviews.category is 'Folder the file lay in.';
