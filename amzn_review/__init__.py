"""The data: what a review is, where files lie, how they arrive. Knows neither Airflow nor a model."""
