"""Connected systems: which provider's adapter reads them, their secrets, and the key in their webhook path."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from cypher import QUERIES
from engine.clock import from_ms
from engine.errors import NotFound
from engine.store.session import Graph, Record, Store

KEY_BYTES = 16
"""128 bits: the key in a webhook path is a credential."""


@dataclass(frozen=True, slots=True)
class Source:
    """A connected system as the door and a fetch need it."""

    tenant_id: str
    name: str
    provider: str
    key: str = field(repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    created_at: datetime | None = None
    rotated_at: datetime | None = None

    @property
    def webhook_path(self) -> str:
        """The path that the provider is told to call."""
        return f"/v1/webhooks/{self.key}"


def _fresh_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


async def save_source(
    store: Store, name: str, provider: str, given_secrets: Mapping[str, str], *, now: datetime
) -> Source:
    """Make a source or change it; its webhook key stays."""
    row = await store.one(
        QUERIES["sources/save_source"],
        name=name,
        provider=provider,
        secrets=orjson.dumps(dict(given_secrets), option=orjson.OPT_SORT_KEYS).decode(),
        key=_fresh_key(),
        now=now,
    )
    return _source({**(row or {}), "tenant_id": store.tenant_id})


async def rotate_source(store: Store, name: str, *, now: datetime) -> Source:
    """Give a source another webhook key. Raises NotFound."""
    row = await store.one(QUERIES["sources/rotate_source"], name=name, key=_fresh_key(), now=now)
    if row is None:
        raise NotFound("there is no source of this name")
    return _source({**row, "tenant_id": store.tenant_id})


async def find_source(store: Store, name: str) -> Source | None:
    """One source by name, with its secrets."""
    row = await store.one(QUERIES["sources/find_source"], name=name)
    return _source(row) if row else None


async def list_sources(store: Store) -> list[Source]:
    """The tenant's sources, by name."""
    rows = await store.run(QUERIES["sources/list_sources"])
    return [_source({**row, "tenant_id": store.tenant_id}) for row in rows]


async def load_sources(graph: Graph) -> list[Source]:
    """Every source, of all tenants."""
    return [_source(row) for row in await graph.run(QUERIES["sources/load_sources"])]


async def find_source_by_key(graph: Graph, key: str) -> Source | None:
    """The source of a webhook key."""
    rows = await graph.run(QUERIES["sources/find_source_by_key"], key=key)
    return _source(rows[0]) if rows else None


def _source(row: Record) -> Source:
    created, rotated = row.get("created_at_ms"), row.get("rotated_at_ms")
    return Source(
        row["tenant_id"],
        row["name"],
        row["provider"],
        row["key"],
        orjson.loads(row["secrets"]),
        None if created is None else from_ms(created),
        None if rotated is None else from_ms(rotated),
    )
