-- A product whose metadata came with this batch carries it. Returns products that do not.
select
    staged.asin,
    products.is_placeholder
from staging_product_metadata as staged
left join products on staged.asin = products.asin
where
    staged.batch_id = %(batch_id)s
    and staged.asin <> ''
    and products.is_placeholder is not false;
