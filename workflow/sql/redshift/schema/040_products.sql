-- Grain: one row a product. Source: product metadata; reviews of a product that is not described yet put a
-- placeholder here. Lies on the same slice as its reviews: joining the two moves no row.
create table products (
    asin varchar(256) not null,
    product_name varchar(65535), -- advise: wide-varchar, the source sets no limit
    features super not null,
    description varchar(65535), -- advise: wide-varchar, the source sets no limit
    price numeric(12, 2),
    brand varchar(1024),
    category varchar(1024),
    also_bought super not null,
    also_viewed super not null,
    is_placeholder boolean not null,
    is_made_up boolean not null,
    primary key (asin)
)
distkey (asin)
sortkey (asin)
encode auto;
