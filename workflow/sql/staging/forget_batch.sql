-- When a run is over: its staged rows have served.
delete from staging_reviews
where batch_id = %(batch_id)s;

delete from staging_product_metadata
where batch_id = %(batch_id)s;

delete from staging_sources
where batch_id = %(batch_id)s;
