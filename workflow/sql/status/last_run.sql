-- Grain: one row, the latest run of a DAG, of Airflow's own tables.
select
    run_id,
    state,
    start_date,
    end_date
from dag_run
where dag_id = %(dag_id)s
order by run_after desc, id desc
limit 1;
