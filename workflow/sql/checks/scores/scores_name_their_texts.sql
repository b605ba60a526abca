-- A score is of a review or document that is there, and names the batch that brought it. Returns scores of the run that
-- are not.
select
    review_scores.review_id,
    cast(null as bigint) as document_id,
    review_scores.task,
    review_scores.model_version,
    review_scores.batch_id
from review_scores
left join reviews
    on
        review_scores.review_id = reviews.review_id
        and review_scores.batch_id = reviews.batch_id
where
    review_scores.run_id in %(runs)s
    and reviews.review_id is null
union all
select
    cast(null as bigint) as review_id,
    document_scores.document_id,
    document_scores.task,
    document_scores.model_version,
    document_scores.batch_id
from document_scores
left join documents
    on
        document_scores.document_id = documents.document_id
        and document_scores.batch_id = documents.batch_id
where
    document_scores.run_id in %(runs)s
    and documents.document_id is null;
