"""Groups of tasks that several DAGs share."""
