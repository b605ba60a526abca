-- Reviews of a demo corpus are marked, those that are loaded already by their keys: the demos' reviews, made again.
-- The ledger counts those that are removed.
alter table reviews add column if not exists is_made_up boolean default false not null;

create index if not exists reviews_made_up on reviews (asin) where is_made_up;

comment on column reviews.is_made_up is 'One of a demo corpus; shown_reviews leaves it out as soon as a real review is there.';

update reviews
set is_made_up = true
where review_key in %(made_up_keys)s;

alter table ingest_batches add column if not exists removed integer default 0 not null;

alter table ingest_batches drop constraint if exists ingest_batches_removed;

alter table ingest_batches add constraint ingest_batches_removed check (removed between 0 and loaded);

comment on column ingest_batches.removed is 'Made-up reviews among the loaded ones that were removed again.';
