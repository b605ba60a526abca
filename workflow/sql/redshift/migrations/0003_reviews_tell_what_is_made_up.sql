-- Reviews of a demo corpus are marked, those that are loaded already by their keys: the demos' reviews, made again.
-- The ledger counts those that are removed.
alter table reviews add column is_made_up boolean default false not null;

update reviews
set is_made_up = true
where review_key in %(made_up_keys)s;

alter table ingest_batches add column removed integer default 0 not null;
