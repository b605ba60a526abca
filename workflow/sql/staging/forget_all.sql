-- When a run is over, the staged rows have served; so have those of runs that failed before.
delete from staging_reviews;

delete from staging_product_metadata;

delete from staging_sources;
