"""A fold that waits for the lock of a buyer whom the holder of the lock removes."""

import asyncio

from engine.memory.fold import TOGETHER, VERSION
from engine.remember import record
from engine.store.belief import OpenBuyer, lock_buyer, open_buyers
from engine.store.session import Store, Tx
from engine.work import fold_buyers
from tests.graph.makers import assert_verified, at, event, owed_tasks, work_off

NOW = at("2026-06-01T00:00:00Z")


async def _buyer(store: Store) -> str:
    told = event("m1", "2026-05-01T10:00:00Z", {"phone": "9839012001"})
    recorded = await record(store, told, received_at=NOW)
    await work_off(store)
    return str(recorded.buyer_id)


async def _opened_while_locked(store: Store, buyer_id: str, removed: bool, again: bool) -> list[OpenBuyer]:
    """What a fold opens that came to the lock while another transaction held it, and removed the buyer or did not."""
    locked = asyncio.Event()

    async def hold(tx: Tx) -> None:
        await lock_buyer(tx, buyer_id=buyer_id, interactions=[])
        locked.set()
        await asyncio.sleep(0.5)
        if removed:
            await tx._tx.run("MATCH (b:Buyer {tenant_id: $t, id: $id}) DETACH DELETE b", t=tx.tenant_id, id=buyer_id)
        if again:
            await tx._tx.run("CREATE (b:Buyer {tenant_id: $t, id: $id})", t=tx.tenant_id, id=buyer_id)

    async def wait(tx: Tx) -> list[OpenBuyer]:
        return await open_buyers(tx, {buyer_id: []}, together=TOGETHER, version=VERSION)

    holding = asyncio.create_task(store.write(hold))
    await locked.wait()
    found = await store.write(wait)
    await holding
    return found


async def test_a_buyer_removed_by_who_held_the_lock_is_not_opened(store: Store) -> None:
    buyer_id = await _buyer(store)
    assert [b.id for b in await _opened_while_locked(store, buyer_id, removed=False, again=False)] == [buyer_id]
    assert await _opened_while_locked(store, buyer_id, removed=True, again=False) == []


async def test_a_buyer_who_came_back_meanwhile_is_opened(store: Store) -> None:
    buyer_id = await _buyer(store)
    assert [b.id for b in await _opened_while_locked(store, buyer_id, removed=True, again=True)] == [buyer_id]


async def test_folding_who_is_no_buyer_ends_the_task(store: Store) -> None:
    await _buyer(store)
    await fold_buyers(store, {"nobody": []})
    assert await owed_tasks(store) == []
    await assert_verified(store)
