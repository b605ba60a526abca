-- Grain: one row a review, task and model version. Source: new_scores.
-- What is there stays; a review that has gone meanwhile is left out.
-- Redshift keeps no key: the anti-join does, in a transaction that holds the lock.
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
left join review_scores as known
    on
        new_scores.text_id = known.review_id
        and new_scores.task = known.task
        and new_scores.model_version = known.model_version
where
    new_scores.is_review
    and known.review_id is null;
