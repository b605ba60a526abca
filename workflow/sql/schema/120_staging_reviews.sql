-- Grain: one row a review record read, duplicates included. Holds the rows under way in the one transaction
-- that loads; empty for everybody else. Unlogged: nothing here has to outlive a crash.
create unlogged table if not exists staging_reviews (
    source_key text not null,
    line_number integer not null,
    review_key uuid not null,
    reviewer_id text not null check (reviewer_id <> ''),
    reviewer_name text,
    asin text not null check (asin <> ''),
    variant_asin text,
    rating smallint not null check (rating between 1 and 5),
    review_text text,
    summary text,
    vote integer not null,
    verified boolean,
    style json,
    image json,
    review_time timestamp not null
);

comment on table staging_reviews is 'Review records under way, as read.';
