-- Grain: one row a product record of the batches under way, as read. Emptied of a batch when it is loaded.
create table staging_product_metadata (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    asin varchar(256) not null,
    product_name varchar(65535), -- advise: wide-varchar, the source sets no limit
    features super not null,
    description varchar(65535), -- advise: wide-varchar, the source sets no limit
    price numeric(12, 2),
    brand varchar(1024),
    category varchar(1024),
    also_bought super not null,
    also_viewed super not null
)
distkey (asin)
sortkey (asin)
encode auto;
