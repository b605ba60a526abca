-- Every table of the warehouse, rows and all, its view, and staging_sources of an earlier version. What else lies
-- in the database stays.
drop view if exists balance_sheets;

drop table if exists
staging_climate,
staging_stations,
staging_product_metadata,
staging_reviews,
staging_sources,
review_labels,
review_predictions,
climate,
stations,
reviews,
time,
products,
users,
quarantined_records,
ingest_batches
cascade;
