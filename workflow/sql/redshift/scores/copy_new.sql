-- The answers of a chunk: JSON objects whose names are the columns. A row that does not fit fails all of them.
copy new_scores
from %(source)s
iam_role %(iam_role)s
region %(region)s
format json 'auto'
gzip
compupdate off
statupdate off;
