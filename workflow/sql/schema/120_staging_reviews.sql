-- Grain: one row a review record of the batch under way. Holds what the dimensions are made of; the records
-- themselves go into the fact table directly, for writing them twice would double the time.
-- The rows lie in a temporary table of this form, in the one transaction that loads; this one stays empty.
create table staging_reviews (
    reviewer_id text not null check (reviewer_id <> ''),
    reviewer_name text,
    asin text not null check (asin <> ''),
    category text not null,
    review_time timestamp not null
);

comment on table staging_reviews is 'Review records under way: what the dimensions need of them.';
comment on column staging_reviews.category is 'Folder the file lay in.';
