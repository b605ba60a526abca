-- How many rows of the batch are staged. One row.
select
    (
        select count(*) from staging_reviews
        where batch_id = %(batch_id)s
    ) as reviews,
    (
        select count(*) from staging_product_metadata
        where batch_id = %(batch_id)s
    ) as products,
    (
        select count(*) from staging_climate
        where batch_id = %(batch_id)s
    ) as climate,
    (
        select count(*) from staging_stations
        where batch_id = %(batch_id)s
    ) as stations,
    (
        select count(*) from staging_rejections
        where batch_id = %(batch_id)s
    ) as rejections;
