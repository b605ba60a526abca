-- Every table of the warehouse, rows, views and all, and staging_sources of an earlier version. What else lies in
-- the database stays.
drop table if exists
schema_migrations,
staging_climate,
staging_stations,
staging_product_metadata,
staging_reviews,
staging_sources,
examined_batches,
review_texts,
label_events,
documents,
document_batches,
review_predictions,
climate,
stations,
reviews,
time,
products,
users,
quarantined_records,
climate_batches,
climate_files,
ingest_batches
cascade;
