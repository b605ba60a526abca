-- Grain: one row a batch that is not among those in %(before)s: its balance sheet, the oldest first.
select * from balance_sheets -- the whole balance sheet -- noqa: AM04
where batch_id <> all(%(before)s)
order by batch_id;
