"""What Prometheus hears: requests, their time, words and findings, the queue, memory."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from checker.types import Report

MEDIA_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """Counts of one server. No text and no name of a text is among them."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "checker_requests", "Requests.", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "checker_request_seconds",
            "Time to an answer.",
            ("route",),
            buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
            registry=self._registry,
        )
        self._words = Counter("checker_words", "Words checked.", registry=self._registry)
        self._findings = Counter(
            "checker_findings", "Findings.", ("severity",), registry=self._registry
        )
        self._batches = Histogram(
            "checker_batch_requests",
            "Requests that were checked together.",
            buckets=(1, 2, 4, 8, 16, 32),
            registry=self._registry,
        )
        queue = Gauge("checker_queue_requests", "Requests that wait.", registry=self._registry)
        queue.set_function(waiting)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Counts a request; `route` is one of the server's own, never what somebody asked for."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def checked(self, report: Report) -> None:
        """Counts what a report holds."""
        self._words.inc(report.summary.words)
        for severity, count in report.summary.findings.items():
            self._findings.labels(severity).inc(count)

    def batch(self, size: int) -> None:
        """Counts a batch of requests."""
        self._batches.observe(size)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)
