-- Grain: one row a review record of the batches under way, as read. Emptied of a batch when it is loaded.
create table staging_reviews (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    review_key char(32) not null,
    reviewer_id varchar(256) not null,
    reviewer_name varchar(1024),
    asin varchar(256) not null,
    variant_asin varchar(256),
    category varchar(1024) not null,
    rating smallint not null,
    review_text varchar(65535), -- advise: wide-varchar, the source sets no limit
    summary varchar(65535), -- advise: wide-varchar, the source sets no limit
    vote integer not null,
    verified boolean,
    style super,
    image super,
    review_time timestamp not null
)
distkey (asin)
sortkey (review_time)
encode auto;
