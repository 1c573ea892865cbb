"""The door: who calls. A bearer key names a tenant and roles, a webhook's source key names a tenant and a source.

Both tables are held in memory and read again every few seconds; what is not in them is looked up once, so a new key
works at once and a webhook can be checked while Neo4j is away.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import TypeVar

import structlog

from api.metrics import NEO4J_UP
from engine.errors import Unauthorized, Unavailable
from engine.store import sources, tenants
from engine.store.session import Graph
from engine.store.sources import Source
from engine.store.tenants import Credential

T = TypeVar("T")
LOOK_S = 4.0
LOOKUP_S = 2.0
IMPLIED = {
    "rep": frozenset({"rep", "read", "contact"}),
    "admin": frozenset(tenants.ROLES),
}
"""What a role includes beside itself: a rep reads and asks for permits, an administrator may do everything."""
log = structlog.get_logger()


def roles_of(given: frozenset[str]) -> frozenset[str]:
    """The given roles and those that they include."""
    return given.union(*(IMPLIED.get(role, frozenset()) for role in given))


class Door:
    """The keys and sources in force, in memory. `is_open` is False while Neo4j does not answer."""

    def __init__(self, graph: Graph, refresh_s: float) -> None:
        self._graph = graph
        self._refresh_s = refresh_s
        self._keys: dict[str, Credential] = {}
        self._sources: dict[str, Source] = {}
        self._unknown: set[str] = set()
        self._written = 0
        self.is_open = False
        self.looked = asyncio.Event()
        """Set when both tables were asked for once, whatever the answer."""

    async def refresh(self) -> None:
        """Read both tables anew. Raises Unavailable, and then keeps what it had."""
        try:
            async with asyncio.timeout(LOOK_S):
                keys, found = await self._load()
        except (Unavailable, TimeoutError):
            self.close()
            raise Unavailable from None
        self._keys = {key.hash: key for key in keys}
        self._sources = {source.key: source for source in found}
        self._unknown.clear()
        self._set(is_open=True)

    async def _load(self) -> tuple[list[Credential], list[Source]]:
        """Both tables, read after the last source that was written here: what was read before it may lack it."""
        while True:
            written = self._written
            keys, found = await tenants.load_keys(self._graph), await sources.load_sources(self._graph)
            if written == self._written:
                return keys, found

    async def keep_fresh(self) -> None:
        """Refresh for ever; run as a task."""
        while True:
            with suppress(Unavailable):
                await self.refresh()
            self.looked.set()
            await asyncio.sleep(self._refresh_s)

    async def credential(self, token: str) -> Credential:
        """The key in force that was presented. Raises Unauthorized, Unavailable (not in memory, Neo4j away)."""
        hashed = tenants.key_hash(token)
        found = self._keys.get(hashed)
        if found is None and hashed not in self._unknown:
            found = await self._ask(tenants.find_key(self._graph, hashed))
            if found is not None:
                self._keys[hashed] = found
        if found is None:
            self._unknown.add(hashed)
            raise Unauthorized("this key is not known or was revoked")
        return found

    async def source(self, key: str) -> Source | None:
        """The source of a webhook key. Raises Unavailable (not in memory, Neo4j away)."""
        found = self._sources.get(key)
        if found is None and key not in self._unknown:
            found = await self._ask(sources.find_source_by_key(self._graph, key))
            if found is not None:
                self._sources[key] = found
        if found is None:
            self._unknown.add(key)
        return found

    def replace(self, source: Source) -> None:
        """Hold a source as it was just written here; its old key, if it had another, is forgotten."""
        name = (source.tenant_id, source.name)
        self._sources = {key: held for key, held in self._sources.items() if (held.tenant_id, held.name) != name}
        self._sources[source.key] = source
        self._written += 1

    def close(self) -> None:
        """Neo4j does not answer; the next refresh that succeeds opens again."""
        self._set(is_open=False)

    def _set(self, *, is_open: bool) -> None:
        if is_open != self.is_open:
            log.info("neo4j.reached" if is_open else "neo4j.lost")
        self.is_open = is_open
        NEO4J_UP.set(is_open)

    async def _ask(self, lookup: Coroutine[None, None, T]) -> T:
        if not self.is_open:
            lookup.close()
            raise Unavailable
        try:
            async with asyncio.timeout(LOOKUP_S):
                return await lookup
        except TimeoutError:
            raise Unavailable from None
