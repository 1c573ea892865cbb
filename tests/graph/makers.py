"""Short ways to write events, work through what is owed and look at the result, for tests on the real graph."""

from datetime import datetime, timedelta
from typing import Any

from engine import work
from engine.clock import parse_time, utc_now
from engine.identify import derive_identity
from engine.model.event import Event, GivenIdentifier, GivenTurn, Profile
from engine.search import Scope, search
from engine.store import work as task_store
from engine.store.session import Store
from engine.verify import verify
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

PHONE, EMAIL = "+919839012345", "meera.k@example.in"


def event(
    ref: str,
    at: str,
    identifiers: dict[str, str] | list[tuple[str, str]],
    *,
    channel: str = "whatsapp",
    kind: str = "message",
    direction: str = "inbound",
    name: str | None = None,
    city: str | None = None,
    text: str | None = None,
    source: str = "test",
    verified: bool = False,
    data: dict[str, Any] | None = None,
) -> Event:
    pairs = list(identifiers.items()) if isinstance(identifiers, dict) else identifiers
    speaker = Speaker.BUYER if direction == "inbound" else Speaker.SELLER
    return Event(
        ref=ref,
        source=source,
        channel=Channel(channel),
        kind=Kind(kind),
        direction=Direction(direction),
        at=parse_time(at),
        identifiers=tuple(GivenIdentifier(k, v, verified=verified) for k, v in pairs),
        profile=Profile(name=name, city=city),
        turns=(GivenTurn(speaker, text),) if text else (),
        data=data or {},
    )


async def _no_fetch(_store: Store, task: task_store.Task) -> None:
    raise AssertionError(f"unexpected fetch {task.key}")


def _failed(task: task_store.Task, error: BaseException) -> None:
    raise AssertionError(f"{task.kind} failed") from error


async def work_off(store: Store, *, clock: Any = utc_now) -> None:
    """Do everything that is owed to this tenant, now (other tests' tenants share the server)."""
    for _ in range(50):
        tasks = [t for t in await owed_tasks(store) if t[0] in ("read", "fold")]
        if not tasks:
            return
        reads = [key for kind, key in tasks if kind == "read"]
        if reads:
            await work.read(store, reads, now=clock())
        for kind, key in tasks:
            if kind == "fold":
                await work.fold_buyers(store, {key: []})
            elif kind == "derive":
                await derive_identity(store)
                await task_store.finish(store, done={kind: [key]})
    raise AssertionError("the work never ends")


async def indexed(store: Store) -> None:
    """Wait until what is written can be searched: full-text indexes follow the commit."""
    await ask(store, "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")


async def searched(store: Store, q: str, *, now: datetime | None = None, limit: int = 20, **scope: Any) -> list[Any]:
    """What a search finds."""
    return await search(store, q, Scope(**scope), now=now or utc_now(), limit=limit)


async def owed_tasks(store: Store) -> list[tuple[str, str]]:
    records, _, _ = await store.graph.driver.execute_query(
        "MATCH (t:Task {tenant_id: $t}) RETURN t.kind AS kind, t.key AS key ORDER BY t.kind DESC, t.key",
        t=store.tenant_id,
        database_=store.graph.database,
    )
    return [(r["kind"], r["key"]) for r in records]


async def ask(store: Store, query: str, **params: Any) -> list[dict[str, Any]]:
    """A query of the test's own."""
    records, _, _ = await store.graph.driver.execute_query(
        query, t=store.tenant_id, **params, database_=store.graph.database
    )
    return [r.data() for r in records]


async def assert_verified(store: Store) -> None:
    report = await verify(store)
    assert not report.differences, report.differences
    assert report.owed == 0


def at(text: str, **later: float) -> datetime:
    return parse_time(text) + timedelta(**later)
