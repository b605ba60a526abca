-- Grain: one row a product. Source: product metadata; reviews of a product that is not described yet
-- put a placeholder here, which metadata fills in when it arrives.
create table products (
    asin text primary key,
    product_name text,
    features json not null default '[]',
    description text,
    price numeric(12, 2) check (price >= 0),
    brand text,
    category text,
    also_bought json not null default '[]',
    also_viewed json not null default '[]',
    is_placeholder boolean not null,
    is_made_up boolean not null default false
);

comment on table products is 'One row a product.';
comment on column products.asin is 'Amazon''s product number; of variants their parent''s.';
comment on column products.features is 'Selling points, a list of texts.';
comment on column products.price is 'List price in US dollars; of a range the lowest; null: not given.';
comment on column products.category is 'Category of the metadata; of a placeholder the folder its reviews came in.';
comment on column products.also_bought is 'Product numbers; empty unless given.';
comment on column products.also_viewed is 'Product numbers; empty unless given.';
comment on column products.is_placeholder is 'No metadata has arrived yet.';
comment on column products.is_made_up is 'The metadata are Faker''s, for want of real ones.';
