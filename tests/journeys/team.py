"""One selling team: a tenant of its own in a served rapport, with a key of every role and its connected sources."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient, Response

from engine.clock import utc_now
from engine.store import tenants
from engine.store.session import Graph, Store
from engine.verify import owed, verify
from tests.journeys.proofs import SECRETS, proof

SETTLE_S = 90.0
"""A worker that was killed leaves leases, which end after a minute."""


@dataclass(frozen=True)
class Connected:
    """A source: its name, its provider, and where it delivers."""

    name: str
    provider: str
    path: str


@dataclass(frozen=True)
class Team:
    """Speaks HTTP with a key that may do everything; `store` looks at what became of it."""

    client: AsyncClient
    store: Store
    key: str = field(repr=False)
    expected: set[str] = field(default_factory=set)
    """Names of error lines that a test provokes in the log."""

    async def call(self, method: str, path: str, **given: Any) -> Response:
        headers = {"authorization": f"Bearer {self.key}", **given.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **given)

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.call("GET", path, params=params or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def key_with(self, *roles: str) -> dict[str, str]:
        """The headers of a key with these roles alone."""
        key, _ = await tenants.save_key(self.store, frozenset(roles), now=utc_now())
        return {"authorization": f"Bearer {key}"}

    async def connect(self, provider: str, name: str | None = None) -> Connected:
        """Make a source of this provider."""
        name = name or provider.replace("_", "-")
        body = {"provider": provider, "secrets": dict(SECRETS[provider])}
        answer = await self.call("PUT", f"/v1/sources/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return Connected(name, provider, answer.json()["webhook_path"])

    async def send(
        self, source: Connected, body: Any, *, content_type: str = "application/json", said: Any = None
    ) -> Response:
        """Deliver as the provider does, with its proof; `said`: what was signed, where that is something else."""
        raw = raw_of(body)
        headers = proof(source.provider, raw if said is None else raw_of(said), str(self.client.base_url) + source.path)
        return await self.client.post(source.path, content=raw, headers={"content-type": content_type, **headers})

    async def deliver(self, source: Connected, *bodies: Any, content_type: str = "application/json") -> None:
        """Deliver these one after the other; each must be acknowledged."""
        for body in bodies:
            answer = await self.send(source, body, content_type=content_type)
            assert answer.status_code == 200, answer.text

    async def tell(self, **event: Any) -> dict[str, Any]:
        """Write an event; while the graph is too slow or away, again, as a patient integrator does."""
        end = asyncio.get_running_loop().time() + SETTLE_S
        while (answer := await self.call("POST", "/v1/interactions", json=event)).status_code == 503:
            assert asyncio.get_running_loop().time() < end, answer.text
            await asyncio.sleep(float(answer.headers["retry-after"]) / 10)
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def settled(self, seconds: float = SETTLE_S) -> None:
        """Return when nothing waits on disk and the workers have done all that is owed to this tenant."""
        end = asyncio.get_running_loop().time() + seconds
        while waiting := await self.waiting():
            assert not any(parked for _, parked in waiting.values()), f"given up: {waiting}"
            assert asyncio.get_running_loop().time() < end, f"still owed: {waiting}"
            await asyncio.sleep(0.05)

    async def waiting(self) -> dict[str, tuple[int, int]]:
        """What is acknowledged and not yet done: (owed, parked) by kind. A slow Neo4j sends deliveries to the spool."""
        measured = (await self.client.get("/metrics")).text
        if "\nrapport_spool_bytes 0.0" not in measured:
            return {"spool": (1, 0)}
        return {kind: n for kind, n in (await owed(self.store)).items() if any(n)}

    async def brief(self, **params: Any) -> Any:
        return await self.get("/v1/brief", **params)

    async def timeline(self, buyer_id: str) -> list[dict[str, Any]]:
        """All that happened with a buyer, oldest first."""
        items = (await self.get(f"/v1/buyers/{buyer_id}/timeline", limit=200))["items"]
        return list(reversed(items))

    async def dead_letters(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.get("/v1/dead-letters"))["items"]
        return items

    async def count(self, what: str) -> int:
        """How many nodes with this label the tenant has, reads of briefs apart."""
        records, _, _ = await self.store.graph.driver.execute_query(
            f"MATCH (n:{what} {{tenant_id: $t}}) WHERE coalesce(n.kind, '') <> 'brief_read' RETURN count(n) AS n",
            t=self.store.tenant_id,
            database_=self.store.graph.database,
        )
        return int(records[0]["n"])

    async def proved(self) -> None:
        """The belief is what the log gives, and nothing is owed."""
        await self.settled()
        report = await verify(self.store)
        assert report.differences == [], report.differences
        assert report.owed == 0

    async def quotes_hold(self, buyer_id: str) -> list[dict[str, Any]]:
        """Check every piece of evidence of a buyer against the turn or event that it names; answers them."""
        items = await self.timeline(buyer_id)
        texts = {(item["interaction_id"], turn["turn"]): turn["text"] for item in items for turn in item["turns"]}
        happened = {item["interaction_id"]: item for item in items}
        answers = [await self.get(f"/v1/buyers/{buyer_id}{part}") for part in ("", "/facts?history=true")]
        found = evidence_in([items, *answers, await self.brief(buyer_id=buyer_id)])
        assert found
        for one in found:
            item = happened[one["interaction_id"]]
            assert (one["channel"], one["at"]) == (item["channel"], one["at"]), one
            if one.get("turn") is None:
                assert one["field"], one
            else:
                said = texts[one["interaction_id"], one["turn"]]
                assert said[one["start"] : one["end"]] == one["quote"] != "", one
        return found


def raw_of(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def evidence_in(value: Any) -> list[dict[str, Any]]:
    """Every piece of evidence anywhere in an answer."""
    if isinstance(value, dict):
        mine = [value] if "interaction_id" in value and ("quote" in value or "field" in value) else []
        return mine + [e for part in value.values() for e in evidence_in(part)]
    return [e for part in value for e in evidence_in(part)] if isinstance(value, list) else []


@asynccontextmanager
async def a_team(graph: Graph, url: str, name: str = "team") -> AsyncIterator[Team]:
    """A new tenant, spoken for over HTTP."""
    tenant = await tenants.create_tenant(graph, f"{name} {uuid.uuid4()}", now=utc_now())
    store = graph.tenant(tenant.id)
    key, _ = await tenants.save_key(store, frozenset(tenants.ROLES), now=utc_now())
    async with AsyncClient(base_url=url, timeout=60) as client:
        yield Team(client, store, key)
