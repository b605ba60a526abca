"""What is counted, for Prometheus: calls, their time, what waits. No text, key or query is in it."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class ServiceMetrics:
    """Counters of one service, in a registry of their own."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._calls = Counter(
            "scoring_calls", "Calls that were answered.", ("route", "code"), registry=self._registry
        )
        self._seconds = Histogram(
            "scoring_call_seconds", "Seconds until an answer.", ("route",), buckets=BUCKETS,
            registry=self._registry,
        )  # fmt: skip

    def watch(self, name: str, title: str, value: Callable[[], float]) -> None:
        """Show a number that is asked for whenever the metrics are."""
        Gauge(name, title, registry=self._registry).set_function(value)

    def count(self, route: str, code: int, seconds: float) -> None:
        """Count an answer. `route` is one of ours, never a client's path."""
        self._calls.labels(route, str(code)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)
