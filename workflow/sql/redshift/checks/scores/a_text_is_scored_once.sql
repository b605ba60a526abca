-- A version scores a text once, which Redshift's keys do not see to. Returns texts of the run that have several rows.
select
    scored.review_id,
    cast(null as bigint) as document_id,
    scored.task,
    scored.model_version,
    count(*) as times
from review_scores as scored
inner join review_scores as others
    on
        scored.review_id = others.review_id
        and scored.task = others.task
        and scored.model_version = others.model_version
where scored.run_id in %(runs)s
group by scored.review_id, scored.task, scored.model_version
having count(*) > 1
union all
select
    cast(null as bigint) as review_id,
    scored.document_id,
    scored.task,
    scored.model_version,
    count(*) as times
from document_scores as scored
inner join document_scores as others
    on
        scored.document_id = others.document_id
        and scored.task = others.task
        and scored.model_version = others.model_version
where scored.run_id in %(runs)s
group by scored.document_id, scored.task, scored.model_version
having count(*) > 1;
