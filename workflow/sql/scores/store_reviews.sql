-- Grain: one row a review, task and model version. Source: new_scores.
-- What is there stays; a review that has gone meanwhile is left out.
-- In the order of the key, so that two that store the same wait for each other and never in a circle.
insert into review_scores (
    review_id, task, model_version, top_label, score, scores, fault, language, batch_id, run_id
)
select
    new_scores.text_id,
    new_scores.task,
    new_scores.model_version,
    new_scores.top_label,
    new_scores.score,
    new_scores.scores,
    new_scores.fault,
    new_scores.language,
    texts.batch_id,
    new_scores.run_id
from new_scores
inner join reviews as texts on new_scores.text_id = texts.review_id
where new_scores.is_review
order by new_scores.text_id
on conflict (review_id, task, model_version) do nothing;
