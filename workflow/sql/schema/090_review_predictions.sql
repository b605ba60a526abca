-- Grain: one row a review and model version. Source: the rating model, written once and kept.
create table review_predictions (
    review_id bigint not null references reviews (review_id),
    model_version text not null,
    rating smallint not null check (rating between 1 and 5),
    expected_rating double precision not null check (expected_rating between 1 and 5),
    confidence double precision not null check (confidence between 0 and 1),
    predicted_at timestamp with time zone not null,
    primary key (review_id, model_version)
);

comment on table review_predictions is 'One row a review and model version.';
comment on column review_predictions.model_version is 'Folder of the model below models/rating/.';
comment on column review_predictions.rating is 'The star answered: the likeliest, where a rare star counts for more.';
comment on column review_predictions.expected_rating is 'Mean of the predicted distribution, in stars.';
comment on column review_predictions.confidence is 'Probability of the likeliest star.';
comment on column review_predictions.predicted_at is 'When the row was stored.';
