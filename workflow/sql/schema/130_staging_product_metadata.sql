-- Grain: one row a product record read. Emptied of a batch when its run is over.
create table if not exists staging_product_metadata (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    asin text,
    product_name text,
    features json,
    description text,
    price numeric(12, 2),
    brand text,
    category text,
    also_bought json,
    also_viewed json,
    primary key (batch_id, source_key, line_number)
);

comment on table staging_product_metadata is 'Product records of the batches under way, as read.';
