-- What is staged of the batch goes: an earlier attempt's rows, or all of them when it is loaded.
delete from staging_product_metadata
where batch_id = %(batch_id)s;
