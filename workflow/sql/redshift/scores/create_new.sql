-- Grain: one row a text, task and model version, as they come. Gone at the end of the session.
create temporary table new_scores (
    is_review boolean not null,
    text_id bigint not null,
    task varchar(64) not null,
    model_version varchar(256) not null,
    top_label varchar(1024),
    score double precision,
    scores super,
    fault varchar(2048),
    language varchar(64),
    run_id varchar(512) not null
)
distkey (text_id);
