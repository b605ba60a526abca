-- Grain: one row a distinct review. Source: staging_reviews.
-- Keys: review_id (ours, with gaps), review_key (of the content; the load keeps it unique, Redshift does not).
-- A product's reviews lie together, those of a time span are read without the rest.
create table reviews (
    review_id bigint identity (1, 1),
    review_key char(32) not null,
    reviewer_id varchar(256) not null,
    asin varchar(256) not null,
    variant_asin varchar(256),
    rating smallint not null,
    review_text varchar(65535), -- advise: wide-varchar, the source sets no limit
    summary varchar(65535), -- advise: wide-varchar, the source sets no limit
    vote integer not null,
    verified boolean,
    style super,
    image super,
    review_time timestamp not null,
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    is_made_up boolean not null default false,
    primary key (review_id),
    unique (review_key)
)
distkey (asin)
sortkey (review_time)
encode auto;
