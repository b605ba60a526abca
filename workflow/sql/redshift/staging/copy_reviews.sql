-- Review records of a batch. The paths of jsonpaths/reviews.json are these columns, in their order.
copy staging_reviews (
    batch_id, source_key, line_number, review_key, reviewer_id, reviewer_name, asin, variant_asin, category, rating,
    review_text, summary, vote, verified, style, image, review_time
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
