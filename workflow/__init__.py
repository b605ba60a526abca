"""Airflow: dags/ wires, plugins/operators/ moves, plugins/hooks/ talks, sql/ holds every statement."""
