"""Metrics for Prometheus, from whatever runs by itself: the scheduler and workers.

What happened is counted as the crawls tell it. What is so at the moment is read from the database
when somebody asks, in three small queries.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from crawler import clock
from crawler.ledger import Status
from crawler.logs import log_of
from crawler.processes import Event
from errors import StoreError
from store.gauges import open_findings
from store.heartbeats import heartbeats
from store.queue import queue_length

log = log_of("metrics")

# Seconds: a poll of feeds, a night's crawl, a back-fill.
_BUCKETS = (5, 15, 60, 300, 900, 3600, 3 * 3600)


class Metrics:
    """What one process counts, and where it tells.

    Args:
        engine: the database, for what is read when somebody asks.

    Attributes:
        registry: holds them all.
    """

    def __init__(self, engine: Engine) -> None:
        # Else there is a second series beside each, which nobody draws.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(_Present(engine))
        self._runs = self._counter("runs", "Crawls that ended.", "outlet", "status")
        self._stored = self._counter("articles_stored", "New articles.", "outlet")
        self._outcomes = self._counter(
            "outcomes", "What became of the addresses of articles.", "outlet", "outcome"
        )
        self._requests = self._counter("requests", "Requests that crawls sent.", "outlet")
        self._bytes = self._counter("bytes", "Bytes that crawls received.", "outlet")
        self._jobs = self._counter("job_runs", "Jobs of the scheduler.", "job", "status")
        self._seconds = Histogram(
            *("diembao_crawl_seconds", "How long a crawl took.", ("outlet",)),
            buckets=_BUCKETS,
            registry=self.registry,
        )

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"diembao_{name}", what, labels, registry=self.registry)

    def saw(self, event: Event) -> None:
        """Count what a crawl said, where it was its last word; from any thread."""
        if event.name == "finished":
            self._ended(event.outlet, event.facts["summary"])
        elif event.name == "failed":
            self._runs.labels(
                event.outlet, "busy" if event.facts.get("busy") else Status.FAILED
            ).inc()

    def _ended(self, outlet: str, run: dict[str, Any]) -> None:
        self._runs.labels(outlet, run["status"]).inc()
        self._stored.labels(outlet).inc(run["stored_new"])
        self._requests.labels(outlet).inc(run["requests"])
        self._bytes.labels(outlet).inc(run["bytes"])
        for outcome, count in run["outcomes"].items():
            self._outcomes.labels(outlet, outcome).inc(count)
        began, ended = map(datetime.fromisoformat, (run["started_at"], run["finished_at"]))
        self._seconds.labels(outlet).observe((ended - began).total_seconds())

    def ran(self, job: str, status: str) -> None:
        """Count a job of the scheduler that ended, by how it did."""
        self._jobs.labels(job, status).inc()

    def serve(self, address: str, port: int) -> None:
        """Answer at `/metrics`, from a thread of its own, until the process ends.

        Where the port is taken the log says so, and the process does its work without.

        Args:
            address: where to listen.
            port: the port; 0: nowhere.
        """
        if not port:
            return
        try:
            start_http_server(port, address, self.registry)
        except OSError as error:
            log.warning(
                "no metrics: metrics_port must be a free port, or 0",
                address=f"{address}:{port}",
                problem=error.strerror or str(error),
            )


class _Present(Collector):
    """Reads what is so at the moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: the database is not asked before somebody wants to know."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ask the database; where it is away, say that it is."""
        up = GaugeMetricFamily("diembao_database_up", "Whether the database answers.")
        try:
            told = [*self._findings(), *self._heartbeats(), *self._queue()]
        except StoreError:
            told = []
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
        yield from (up, *told)

    def _findings(self) -> Iterator[GaugeMetricFamily]:
        said = "What the health check found and is not mended."
        yield _gauge("open_findings", said, "finding", open_findings(self._engine))

    def _heartbeats(self) -> Iterator[GaugeMetricFamily]:
        now = clock.now()
        ages = {
            each.name: (now - each.beat_at).total_seconds() for each in heartbeats(self._engine)
        }
        said = "Seconds since the scheduler and each worker said that they live."
        yield _gauge("heartbeat_age_seconds", said, "process", ages)

    def _queue(self) -> Iterator[GaugeMetricFamily]:
        if length := queue_length(self._engine):
            yield _gauge("queue_crawls", "Crawls in the queue of the workers.", "state", length)


def _gauge(
    name: str, said: str, label: str, values: dict[str, int] | dict[str, float]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"diembao_{name}", said, labels=(label,))
    for value, number in values.items():
        family.add_metric((value,), number)
    return family
