"""What monitoring counts: requests, calls to Temporal, sign-ins, and the server's own bounds."""

import asyncio
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from releasewatch.services.releases.census import Census

_PREFIX = "releasewatch"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)

Reading = tuple[str, str, Callable[[], float]]


class Metrics:
    """The measurements of one app, in a registry of its own."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "http_server_request_duration_seconds",
            "Time to answer, by route template.",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.active_requests = Gauge("http_server_active_requests", "Requests under way.", registry=self.registry)
        tasks = Gauge(f"{_PREFIX}_tasks", "Tasks of the event loop.", registry=self.registry)
        tasks.set_function(lambda: len(asyncio.all_tasks()))
        self._calls = Histogram(
            "temporal_rpc_duration_seconds",
            "Time of calls to Temporal with their second try; the outcome is `ok` or an error code.",
            ("method", "outcome"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._sign_ins = Counter(
            f"{_PREFIX}_sign_ins",
            "Sign-ins; the outcome is `ok` or an error code.",
            ("outcome",),
            registry=self.registry,
        )
        self._background_reads = Counter(
            f"{_PREFIX}_background_reads",
            "Reads of the list while nobody looked; the outcome is `ok` or an error code.",
            ("outcome",),
            registry=self.registry,
        )
        build = Gauge(f"{_PREFIX}_build_info", "Always 1.", ("version",), registry=self.registry)
        build.labels(version).set(1)

    def note_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, status).observe(seconds)

    def note_call(self, method: str, outcome: str, seconds: float) -> None:
        """Count one call to Temporal."""
        self._calls.labels(method, outcome).observe(seconds)

    def note_sign_in(self, outcome: str) -> None:
        """Count one sign-in."""
        self._sign_ins.labels(outcome).inc()

    def note_background_read(self, outcome: str) -> None:
        """Count one read of the list that nobody asked for."""
        self._background_reads.labels(outcome).inc()

    def watch(self, *, gauges: list[Reading], counters: list[Reading]) -> None:
        """Collect these on each scrape: name, description and where to read the number."""
        self.registry.register(_Readings(gauges, counters))

    def watch_releases(self, census: Callable[[], Census | None]) -> None:
        """Collect releases on each scrape from what the list last read: monitoring never causes a read."""
        self.registry.register(_Releases(census))


class _Readings(Collector):
    """Numbers that other parts of the server have already."""

    def __init__(self, gauges: list[Reading], counters: list[Reading]) -> None:
        self._gauges = gauges
        self._counters = counters

    @override
    def collect(self) -> Iterator[Metric]:
        for name, sentence, read in self._gauges:
            yield GaugeMetricFamily(f"{_PREFIX}_{name}", sentence, value=read())
        for name, sentence, read in self._counters:
            yield CounterMetricFamily(f"{_PREFIX}_{name}", sentence, value=read())

    def describe(self) -> Iterator[Metric]:
        """Nothing: the numbers exist only while the event loop runs."""
        return iter(())


class _Releases(Collector):
    """Releases by health, with the time they were read; absent until the list has been read."""

    def __init__(self, census: Callable[[], Census | None]) -> None:
        self._census = census

    @override
    def collect(self) -> Iterator[Metric]:
        census = self._census()
        if census is None:
            return
        releases = GaugeMetricFamily(
            f"{_PREFIX}_releases", "Releases as the list last read them.", labels=("status", "group")
        )
        for labels, number in census.counts.items():
            releases.add_metric(labels, number)
        yield releases
        troubled = GaugeMetricFamily(
            f"{_PREFIX}_release_attention_timestamp_seconds",
            "Since when a release needs a person, or has ended in failure; of at most 50, the worst.",
            labels=("release", "need"),
        )
        for each in census.troubled:
            troubled.add_metric((each.release_id, each.need), each.since.timestamp())
        yield troubled
        read_at = "When the list was last read."
        yield GaugeMetricFamily(f"{_PREFIX}_releases_read_timestamp_seconds", read_at, value=census.read_at.timestamp())
