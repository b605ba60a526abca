-- Grain: one row a distinct review. Source: staging_reviews.
-- Keys: review_id (ours), review_key (of the content, so that the same review is never loaded twice).
-- Users, products and moments are inserted in the same transaction, from the same rows;
-- foreign keys would look each up again and double the time of a load (docs/loading.md). A check joins them.
create table reviews (
    review_id bigint generated always as identity primary key,
    review_key uuid not null unique,
    reviewer_id text not null,
    asin text not null,
    variant_asin text,
    rating smallint not null check (rating between 1 and 5),
    review_text text,
    summary text,
    vote integer not null check (vote >= 0),
    verified boolean,
    style json,
    image json,
    review_time timestamp not null,
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    is_made_up boolean not null default false
);

-- Long texts are compressed by LZ4: PostgreSQL's own method takes a tenth of the time of a COPY.
alter table reviews alter column review_text set compression lz4;

create index reviews_asin on reviews (asin);
create index reviews_batch_id on reviews (batch_id);
create index reviews_made_up on reviews (asin) where is_made_up;

comment on table reviews is 'One row a distinct review.';
comment on column reviews.review_key is 'BLAKE2b-128 of the canonical record.';
comment on column reviews.variant_asin is 'The variant (colour, size) reviewed, where the source tells it from its parent.';
comment on column reviews.rating is 'Stars, 1 to 5.';
comment on column reviews.vote is 'Readers who found the review helpful.';
comment on column reviews.verified is 'Amazon knows of the purchase; null: the source does not say.';
comment on column reviews.style is 'The variant''s attributes by name.';
comment on column reviews.image is 'Addresses of the pictures.';
comment on column reviews.review_time is 'When the review was written, UTC; never when it was uploaded.';
comment on column reviews.batch_id is 'Batch that brought it first.';
comment on column reviews.source_key is 'File below uploaded/ that held it; its bytes are below raw/.';
comment on column reviews.line_number is 'Line of that file, from 1.';
comment on column reviews.is_made_up is 'One of a demo corpus; shown_reviews leaves it out as soon as a real review is there.';
