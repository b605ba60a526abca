-- Grain: one row, a DAG as Airflow schedules it, of Airflow's own tables.
select
    is_paused,
    next_dagrun_create_after
from dag
where dag_id = %(dag_id)s;
