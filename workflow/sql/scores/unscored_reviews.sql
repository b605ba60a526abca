-- Grain: one row a shown review with a text that the version of the task has not scored: of the batches, or
-- with is_all of any; told to be in one of the languages, or in none. PostgreSQL and Redshift.
select
    texts.review_id as text_id,
    texts.language,
    cast(null as varchar(64)) as variant,
    texts.text
from rating_documents as texts
left join review_scores as known
    on
        texts.review_id = known.review_id
        and known.task = %(task)s
        and known.model_version = %(model_version)s
where
    known.review_id is null
    and (%(is_all)s or texts.batch_id in %(batches)s)
    and (
        %(is_any_language)s
        or coalesce(trim(texts.language), '') = ''
        or lower(split_part(replace(trim(texts.language), '_', '-'), '-', 1)) in %(languages)s
    );
