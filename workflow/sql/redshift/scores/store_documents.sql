-- Grain: one row a document, task and model version. Source: new_scores.
-- What is there stays; a document that has gone meanwhile is left out.
-- Redshift keeps no key: the anti-join does, in a transaction that holds the lock.
insert into document_scores (
    document_id, task, model_version, top_label, score, scores, fault, language, batch_id, run_id
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
inner join documents as texts on new_scores.text_id = texts.document_id
left join document_scores as known
    on
        new_scores.text_id = known.document_id
        and new_scores.task = known.task
        and new_scores.model_version = known.model_version
where
    not new_scores.is_review
    and known.document_id is null;
