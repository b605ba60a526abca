-- Grain: one row a product record read. The rows lie in a temporary table of this form, in the one transaction
-- that loads; this one stays empty.
create table staging_product_metadata (
    source_key text not null,
    line_number integer not null,
    asin text not null check (asin <> ''),
    product_name text,
    features json not null,
    description text,
    price numeric(12, 2),
    brand text,
    category text,
    also_bought json not null,
    also_viewed json not null
);

comment on table staging_product_metadata is 'Product records under way, as read.';
