"""Figures of this process and of the work that waits, in the form Prometheus reads."""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from events_service import __version__
from events_service.database import Database
from events_service.jobs.models import JobRow, JobState
from events_service.mail.models import OutboxMail
from events_service.operations.edge import BUCKETS, Edge
from events_service.programme.reading.freshness import Freshness
from events_service.programme.reading.path import ReadPath
from events_service.zones import now

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_mails = OutboxMail.__table__  # type: ignore[attr-defined]
_jobs = JobRow.__table__  # type: ignore[attr-defined]


class Waiting(NamedTuple):
    """Work that waits for a worker of any process."""

    mails: int
    oldest_mail_at: datetime | None
    jobs_due: int
    jobs_failed: int


def count_waiting(database: Database) -> Waiting:
    """What waits now. Raises Busy where the database cannot be asked."""
    with database.read() as db:
        connection = db.connection()
        mails, oldest = connection.execute(
            select(func.count(), func.min(_mails.c.created_at)).where(_mails.c.waiting)
        ).one()
        due = connection.execute(
            select(func.count()).where(_jobs.c.state == JobState.QUEUED, _jobs.c.run_at <= now())
        ).scalar_one()
        failed = connection.execute(select(func.count()).where(_jobs.c.state == JobState.FAILED)).scalar_one()
    return Waiting(mails, oldest, due, failed)


class Figures:
    """Gathered when asked for, out of plain counters. With several processes each tells its own, by `process`."""

    def __init__(self, path: ReadPath, freshness: Freshness, edge: Edge, database: Database) -> None:
        self._preparation = path.preparation
        self._path = path
        self._freshness = freshness
        self._edge = edge
        self._database = database
        self._process = str(os.getpid())

    def text(self, waiting: Waiting | None) -> bytes:
        """All figures; those of waiting work are left out where the database could not be asked."""
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(_Collected([*self._own(), *(_of(waiting) if waiting else ())]))
        return generate_latest(registry)

    def _own(self) -> Iterator[Metric]:
        yield InfoMetricFamily("events_service", "The version that runs.", {"version": __version__})
        yield from self._public()
        yield self._requests()
        for shelf, name in ((self._preparation.prepared, "prepared"), (self._preparation.combinations, "combinations")):
            held = {"shelf": name}
            yield self._gauge("events_cache_bytes", "Memory that finished answers take.", shelf.size, **held)
            yield self._gauge("events_cache_entries", "Finished answers in memory.", len(shelf.entries), **held)
        yield self._gauge("events_in_memory", "Events whose programme is in memory.", self._freshness.in_memory)
        failures = self._freshness.failures
        yield self._gauge("events_refresh_failures", "Looks for new releases in a row that failed.", failures)
        yield self._gauge("events_writes_waiting", "Acts that wait for the writer.", self._database.waiting)
        yield self._counter("events_misdirected_requests", "Requests for hosts not ours.", self._path.misdirected)

    def _public(self) -> Iterator[Metric]:
        for kind, tally in self._preparation.rendering.tallies.items():
            of = {"kind": kind.value}
            yield self._counter("events_public_sent", "Public answers sent whole.", tally.sent, **of)
            yield self._counter("events_public_not_modified", "Public answers 304.", tally.not_modified, **of)
            yield self._counter("events_public_rendered", "Public answers made.", tally.rendered, **of)
            yield self._counter("events_public_rendering_seconds", "Time it took to make them.", tally.seconds, **of)

    def _requests(self) -> Metric:
        labels = ("process", "method", "route", "status")
        family = HistogramMetricFamily("events_request_seconds", "Requests the application answered.", labels=labels)
        for (method, route, status), timing in list(self._edge.timings.items()):
            cumulative = [(str(bound), sum(timing.buckets[: place + 1])) for place, bound in enumerate(BUCKETS)]
            values = (self._process, method, route, str(status))
            family.add_metric(values, [*cumulative, ("+Inf", timing.count)], timing.seconds)
        return family

    def _gauge(self, name: str, about: str, value: float, **labels: str) -> Metric:
        return _with(GaugeMetricFamily(name, about, labels=("process", *labels)), value, self._process, labels)

    def _counter(self, name: str, about: str, value: float, **labels: str) -> Metric:
        return _with(CounterMetricFamily(name, about, labels=("process", *labels)), value, self._process, labels)


class _Collected(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterator[Metric]:
        """One family of each name, with the samples of all."""
        families: dict[str, Metric] = {}
        for metric in self._metrics:
            families.setdefault(metric.name, metric).samples.extend(
                () if families.get(metric.name) is metric else metric.samples
            )
        yield from families.values()


def _with(
    family: GaugeMetricFamily | CounterMetricFamily, value: float, process: str, labels: Mapping[str, str]
) -> Metric:
    family.add_metric((process, *labels.values()), value)
    return family


def _of(waiting: Waiting) -> Iterator[Metric]:
    """The same in every process: they share one queue."""
    age = (now() - waiting.oldest_mail_at).total_seconds() if waiting.oldest_mail_at else 0.0
    yield GaugeMetricFamily("events_mails_waiting", "Mails that wait to be sent.", value=waiting.mails)
    yield GaugeMetricFamily("events_mails_oldest_seconds", "Age of the oldest of them.", value=age)
    yield GaugeMetricFamily("events_jobs_due", "Jobs that wait for a worker.", value=waiting.jobs_due)
    yield GaugeMetricFamily("events_jobs_failed", "Jobs given up.", value=waiting.jobs_failed)
