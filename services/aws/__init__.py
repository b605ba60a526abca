"""Stand-ins for S3 and Redshift on this machine, and the connections that name them to Airflow."""
