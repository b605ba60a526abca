-- Grain: one row a batch and rating. Written in the transaction that examines the batch's texts.
create table examined_batches (
    batch_id text not null references ingest_batches (batch_id),
    rating smallint not null check (rating between 1 and 5),
    training_texts integer not null check (training_texts >= 0),
    primary key (batch_id, rating)
);

comment on table examined_batches is 'One row a batch and rating: how many texts to train on it brought.';
comment on column examined_batches.training_texts is 'Rows of review_texts for training that the batch brought first.';
