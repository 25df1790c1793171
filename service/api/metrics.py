"""Counters for Prometheus. Labels are methods, route templates, statuses and codes: nothing a caller chooses."""

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from service.api.rules import Rules

_METHODS = frozenset({"GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"})
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def name_method(method: str) -> str:
    """Return a method's name, or ``other`` for one that HTTP doesn't define: a caller may write anything there.

    >>> name_method("GET"), name_method("HONGGILDONG")
    ('GET', 'other')
    """
    return method if method in _METHODS else "other"


class Metrics:
    """One application's counters, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "veil_http_requests", "Answered requests", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "veil_http_request_seconds",
            "Time to answer",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.problems = Counter("veil_http_problems", "Problems answered", ["code"], registry=self.registry)
        self.in_flight = Gauge("veil_http_in_flight", "Requests in progress", registry=self.registry)
        self.unrecorded = Counter(
            "veil_refusals_unrecorded", "Refusals that left no audit event", registry=self.registry
        )

    def observe(self, method: str, route: str, status: int, seconds: float, code: str | None) -> None:
        """Count one request."""
        method = name_method(method)
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)
        if code:
            self.problems.labels(code).inc()


def metrics_route(metrics: Metrics) -> object:
    """Return the handler of ``/metrics``."""

    @get(
        "/metrics",
        sync_to_thread=True,
        summary="Metrics for Prometheus",
        tags=["Operations"],
        opt={"rules": Rules(roles=("admin",))},
        media_type="text/plain",
    )
    def read_metrics() -> Response[bytes]:
        """Labels are route templates, methods, statuses and codes."""
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return read_metrics
