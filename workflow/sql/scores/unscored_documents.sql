-- Grain: one row a document that the version of the task has not scored: of the batches, or
-- with is_all of any; told to be in one of the languages, or in none. PostgreSQL and Redshift.
select
    texts.document_id as text_id,
    texts.language,
    texts.variant,
    texts.text
from documents as texts
left join document_scores as known
    on
        texts.document_id = known.document_id
        and known.task = %(task)s
        and known.model_version = %(model_version)s
where
    known.document_id is null
    and (%(is_all)s or texts.batch_id in %(batches)s)
    and (
        %(is_any_language)s
        or coalesce(trim(texts.language), '') = ''
        or lower(split_part(replace(trim(texts.language), '_', '-'), '-', 1)) in %(languages)s
    );
