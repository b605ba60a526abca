-- Product records of a batch. The paths of jsonpaths/products.json are these columns, in their order.
copy staging_product_metadata (
    batch_id, source_key, line_number, asin, product_name, features, description, price, brand, category,
    also_bought, also_viewed
)
from %(manifest)s
iam_role %(iam_role)s
region %(region)s
format json %(jsonpaths)s
manifest
gzip
maxerror %(most_refused)s
dateformat 'auto'
timeformat 'auto'
compupdate off
statupdate off;
