-- Grain: one row a correction by a person; never changed, the latest counts.
create table review_labels (
    label_id bigint generated always as identity primary key,
    review_id bigint not null references reviews (review_id),
    rating smallint not null check (rating between 1 and 5),
    labelled_by text not null,
    labelled_at timestamp with time zone not null default now()
);

comment on table review_labels is 'One row a correction by a person; append-only.';
comment on column review_labels.rating is 'Stars that the text says, in the person''s judgement.';
