"""What runs on one machine: PostgreSQL, Airflow's parts, and how they are started and stopped."""
