"""Events that come at once share transactions, and each answers as if it had come alone."""

import asyncio
from itertools import pairwise

import pytest

from engine.clock import MICROSECOND, utc_now
from engine.errors import Unavailable
from engine.model.event import Event
from engine.store.session import Graph, Store
from engine.together import Together
from tests.graph.makers import ask, assert_verified, event, work_off

MANY = 60


def message(n: int, text: str = "3BHK chahiye, 65 tak") -> Event:
    """The n-th message; every third from the same number."""
    return event(f"m{n}", "2026-06-01T10:00:00Z", {"phone": f"+9198390{n % 20:05d}"}, text=text)


async def test_those_that_come_at_once_share_transactions(store: Store, graph: Graph) -> None:
    together = Together(graph)
    done = await asyncio.gather(*(together.record(store, message(n), received_at=utc_now()) for n in range(MANY)))
    assert all(recorded.created for recorded in done)
    assert len({recorded.interaction_id for recorded in done}) == MANY
    assert len({recorded.buyer_id for recorded in done}) == 20
    rows = await ask(store, "MATCH (i:Interaction {tenant_id: $t}) RETURN i.recorded_at AS at ORDER BY at")
    times = [row["at"].to_native() for row in rows]
    apart = sum(after - before > MICROSECOND for before, after in pairwise(times))
    assert apart <= 2, "in one transaction each entry's log time follows the last one's"
    again = await asyncio.gather(*(together.record(store, message(n), received_at=utc_now()) for n in range(MANY)))
    assert all(recorded.replayed for recorded in again)
    await work_off(store)
    await assert_verified(store)


async def test_what_cannot_be_recorded_fails_alone(store: Store, graph: Graph) -> None:
    together = Together(graph)
    told = [message(n, "\ud800" if n == 5 else "ok") for n in range(10)]
    done = await asyncio.gather(
        *(together.record(store, one, received_at=utc_now()) for one in told), return_exceptions=True
    )
    assert [n for n, result in enumerate(done) if isinstance(result, Exception)] == [5]
    assert len(await ask(store, "MATCH (i:Interaction {tenant_id: $t}) RETURN i.id AS id")) == 9


async def test_who_waits_no_longer_holds_up_nobody(store: Store, graph: Graph) -> None:
    together = Together(graph)
    first = asyncio.create_task(together.record(store, message(1), received_at=utc_now()))
    given_up = asyncio.create_task(together.record(store, message(2), received_at=utc_now()))
    await asyncio.sleep(0)
    given_up.cancel()
    last = await together.record(store, message(3), received_at=utc_now())
    assert (await first).created
    assert last.created
    with pytest.raises(asyncio.CancelledError):
        await given_up


async def test_tenants_do_not_wait_for_each_other(store: Store, graph: Graph) -> None:
    together, other = Together(graph), graph.tenant(f"{store.tenant_id}-other")
    mine, theirs = await asyncio.gather(
        together.record(store, message(1), received_at=utc_now()),
        together.record(other, message(1), received_at=utc_now()),
    )
    assert mine.buyer_id != theirs.buyer_id
    assert mine.interaction_id != theirs.interaction_id


async def test_a_graph_that_is_away_is_told_to_everybody() -> None:
    graph = Graph.open("bolt://127.0.0.1:9", "neo4j", "nobody")
    together, store = Together(graph), graph.tenant("nowhere")
    done = await asyncio.gather(
        *(together.record(store, message(n), received_at=utc_now()) for n in range(3)), return_exceptions=True
    )
    assert all(isinstance(result, Unavailable) for result in done)
    await graph.close()
