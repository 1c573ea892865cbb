"""What Prometheus may scrape: durations by route, webhooks by provider and outcome, the spool, what is owed."""

from collections.abc import Collection, Mapping

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

__all__ = ["CONTENT_TYPE_LATEST", "REGISTRY", "count_capped", "count_tasks", "exposition"]

log = structlog.get_logger()
REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "rapport_request_seconds",
    "Time from the request's arrival to the end of its answer.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.08, 0.15, 0.3, 0.5, 0.8, 1.5, 3, 7.5, 15),
    registry=REGISTRY,
)
EVENTS = Counter("rapport_events_total", "Events taken in, by what became of them.", ["outcome"], registry=REGISTRY)
WEBHOOKS = Counter(
    "rapport_webhooks_total", "Webhook deliveries, by what became of them.", ["provider", "outcome"], registry=REGISTRY
)
BRIEFS = Counter("rapport_briefs_total", "Briefs answered, by outcome.", ["audience", "outcome"], registry=REGISTRY)
CAPPED = Counter(
    "rapport_identity_capped_total",
    "Decisions on who is who in a component of too many identifiers, where only hard evidence counted.",
    registry=REGISTRY,
)
SPOOL_BYTES = Gauge("rapport_spool_bytes", "Webhooks on disk that wait for Neo4j, in bytes.", registry=REGISTRY)
TASKS = Gauge("rapport_tasks_owed", "Tasks in the graph, by kind and state.", ["kind", "state"], registry=REGISTRY)
NEO4J_UP = Gauge("rapport_neo4j_up", "1 when Neo4j answered the last time it was asked.", registry=REGISTRY)


def count_tasks(owed: Mapping[str, tuple[int, int]]) -> None:
    """Set how much work is owed and parked, by kind; kinds that are not named have none."""
    TASKS.clear()
    for kind, (due, parked) in owed.items():
        TASKS.labels(kind, "owed").set(due)
        TASKS.labels(kind, "parked").set(parked)


def count_capped(tenant_id: str, holdings: Collection[str]) -> None:
    """Tell of components beyond the cap: somebody's identifier may be a list or a switchboard that nothing blocks."""
    CAPPED.inc(len(holdings))
    log.warning("identity.capped", tenant_id=tenant_id, holding_ids=sorted(holdings))


def exposition() -> bytes:
    """The metrics of this process in Prometheus' text format."""
    return generate_latest(REGISTRY)
