"""Arrivals from a stream: entries of a Redis stream or a Kafka topic become files in uploaded/."""
