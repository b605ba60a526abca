-- Grain: one row a text, task and model version: the scores of reviews and of documents, as label_events names both.
create or replace view text_scores as
select
    review_id,
    cast(null as bigint) as document_id,
    task,
    model_version,
    top_label,
    score,
    scores,
    fault,
    language,
    batch_id,
    run_id,
    scored_at
from review_scores
union all
select
    cast(null as bigint) as review_id,
    document_id,
    task,
    model_version,
    top_label,
    score,
    scores,
    fault,
    language,
    batch_id,
    run_id,
    scored_at
from document_scores;

comment on view text_scores is 'One row a text, task and model version: review_scores and document_scores.';
comment on column text_scores.review_id is 'The review, or null for a document.';
comment on column text_scores.document_id is 'The document, or null for a review.';
