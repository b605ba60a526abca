-- Grain: one row a distinct text and rating, with the first review that brought it. Source: reviews, examined by
-- the export for the rating model. Keys: text_key, a hash of the normalised text that Python computes.
-- Never changed: what is for evaluation stays so, and results of different days are about the same rows.
-- The key's order serves both walks: evaluation texts and training texts of one rating, in the order of the hash.
create table review_texts (
    is_evaluation boolean not null,
    rating smallint not null check (rating between 1 and 5),
    text_key uuid not null,
    review_id bigint not null references reviews (review_id),
    batch_id text not null,
    primary key (is_evaluation, rating, text_key),
    constraint review_texts_side check (is_evaluation = (text_key < '26666666-0000-0000-0000-000000000000'))
);

create index review_texts_batch_id on review_texts (batch_id);

comment on table review_texts is 'One row a distinct text and rating: for evaluation or for training, for ever.';
comment on column review_texts.is_evaluation is 'The model is judged by it and never learns from it; follows from the key.';
comment on column review_texts.text_key is 'BLAKE2b-128 of the text, normalised and case-folded.';
comment on column review_texts.review_id is 'First review with this text and rating.';
comment on column review_texts.batch_id is 'Batch that brought it first.';
