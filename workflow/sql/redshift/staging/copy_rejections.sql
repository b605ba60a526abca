-- Records of a batch that are to be set aside. The paths of jsonpaths/rejections.json are these columns, in their order.
copy staging_rejections (
    batch_id, source_key, line_number, reason, field, found, expected, is_whole_file
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
