-- Grain: one row a batch that one of the runs loaded: its balance sheet, the oldest first.
select * from balance_sheets -- the whole balance sheet -- noqa: AM04
where run_id = any(%(run_ids)s)
order by batch_id;
