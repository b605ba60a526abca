-- The balance sheet of a batch; no row: it is not loaded.
select * from balance_sheets -- the whole balance sheet -- noqa: AM04
where batch_id = %(batch_id)s;
