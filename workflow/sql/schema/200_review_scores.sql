-- Grain: one row a review, task and model version. Source: the champions of the text models; written once and kept.
-- The rating model's answers are in review_predictions.
create table review_scores (
    review_id bigint not null references reviews (review_id),
    task text not null check (task <> 'rating'),
    model_version text not null,
    top_label text,
    score double precision check (score between 0 and 1),
    scores jsonb,
    fault text,
    language text,
    batch_id text not null,
    run_id text not null,
    scored_at timestamp with time zone not null default now(),
    primary key (review_id, task, model_version),
    constraint review_scores_or_fault check ((scores is null) = (fault is not null)),
    constraint review_scores_of_top_label check ((top_label is null) = (score is null))
);

create index review_scores_run_id on review_scores (run_id);

comment on table review_scores is 'One row a review, task and model version: what the model says of the text.';
comment on column review_scores.task is 'Task that was asked; the stars that a text says are in review_predictions.';
comment on column review_scores.model_version is 'Folder of the model below models/<task>/.';
comment on column review_scores.top_label is 'The label answered, of several the likeliest; null: none reaches its threshold.';
comment on column review_scores.score is 'Probability of top_label.';
comment on column review_scores.scores is
'Probability of each label, to six decimals; null where the model could not read the text.';
comment on column review_scores.fault is 'Why the model could not read the text; null where it could.';
comment on column review_scores.language is 'BCP 47 tag by which the model was chosen: told with the text, else detected.';
comment on column review_scores.batch_id is 'Batch that brought the review.';
comment on column review_scores.run_id is 'Run that scored it.';
comment on column review_scores.scored_at is 'When the row was stored.';
