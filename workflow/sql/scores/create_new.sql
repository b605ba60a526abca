-- Grain: one row a text, task and model version, as they come. Gone at the end of the transaction.
create temporary table new_scores (
    is_review boolean not null,
    text_id bigint not null,
    task text not null,
    model_version text not null,
    top_label text,
    score double precision,
    scores jsonb,
    fault text,
    language text,
    run_id text not null
) on commit drop;
