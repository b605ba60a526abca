-- Grain: one row a review record read, duplicates included. Emptied of a batch when its run is over.
create table if not exists staging_reviews (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    category text not null,
    review_key char(32),
    reviewer_id text,
    reviewer_name text,
    asin text,
    variant_asin text,
    rating smallint,
    review_text text,
    summary text,
    vote integer,
    verified boolean,
    style json,
    image json,
    review_time timestamp,
    primary key (batch_id, source_key, line_number)
);

comment on table staging_reviews is 'Review records of the batches under way, as read.';
comment on column staging_reviews.category is 'Folder the file lay in.';
