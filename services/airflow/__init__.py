"""Airflow's parts, its workers, its environment and its REST API."""
