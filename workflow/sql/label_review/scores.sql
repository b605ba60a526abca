-- Grain: one row a version that has scored the document, the latest first.
select
    model_version,
    top_label,
    score,
    scores,
    fault,
    scored_at
from document_scores
where document_id = %(document_id)s and task = %(task)s
order by scored_at desc, model_version desc;
