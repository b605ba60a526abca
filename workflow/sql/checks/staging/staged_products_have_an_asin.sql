-- A product without its number describes nothing. Returns such rows.
select
    source_key,
    line_number,
    product_name
from staging_product_metadata
where
    batch_id = %(batch_id)s
    and coalesce(asin, '') = '';
