"""What lives as long as the process: made in the lifespan, found by every request in its state."""

import time
from dataclasses import dataclass, field

from api.auth import Door
from api.limits import RateLimiter
from api.reads import ReadLog
from api.reranking import EmbeddingReranker
from api.settings import Settings
from api.spool import Spool
from engine.store.configuration import current_settings
from engine.store.session import Graph
from engine.together import Together


@dataclass(slots=True)
class Services:
    """The open driver, what records events, the door, the rate limiter, the spool, the brief reads, and a reranker if
    there is one.
    """

    settings: Settings
    graph: Graph
    together: Together
    door: Door
    limiter: RateLimiter
    spool: Spool
    reads: ReadLog
    reranker: EmbeddingReranker | None = None
    _kinds: dict[str, tuple[float, frozenset[str]]] = field(default_factory=dict)

    async def identifier_kinds(self, tenant_id: str) -> frozenset[str]:
        """The identifier kinds that a tenant adds to the built-in ones, at most a refresh old. Raises Unavailable."""
        held = self._kinds.get(tenant_id)
        if held is None or held[0] < time.monotonic():
            version = await current_settings(self.graph.tenant(tenant_id))
            kinds = frozenset(version.body.get("identifier_kinds", ()))
            held = self._kinds[tenant_id] = (time.monotonic() + self.settings.key_refresh_s, kinds)
        return held[1]

    def forget_kinds(self, tenant_id: str) -> None:
        """The tenant's settings were changed in this process."""
        self._kinds.pop(tenant_id, None)
