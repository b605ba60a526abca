-- A text has the probability of each label, or the reason why the model could not read it; never the stars, which
-- review_predictions has. Returns scores of the run that have neither or both, or a score outside 0 to 1.
select
    review_id,
    document_id,
    task,
    model_version,
    score,
    fault
from text_scores
where
    run_id in %(runs)s
    and (
        task = 'rating'
        or (scores is null and fault is null)
        or (scores is not null and fault is not null)
        or (top_label is null and score is not null)
        or (top_label is not null and score is null)
        or (score is not null and (score < 0 or score > 1))
    );
