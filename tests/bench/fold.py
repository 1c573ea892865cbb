"""Folds: what one more reading costs a buyer, and a whole fold from the log, by the length of their history."""

from engine import recall, work
from engine.clock import utc_now
from engine.memory.fold import fold as folded
from engine.recall import BriefAsk
from engine.store import verify as log_store
from engine.store.session import Store
from tests.bench.brief import life, phone
from tests.bench.house import House
from tests.bench.ingest import NAME, fill
from tests.graph.makers import work_off

LENGTHS = (50, 500)


async def fold(house: House) -> None:
    """Tx 2 of the newest reading, tx 2 of a marked buyer, and the pure fold, of 50 and of 500 interactions."""
    async with house.tenant() as store:
        for interactions in LENGTHS:
            await fill(store, life(interactions, interactions))
        await work_off(store)
        await house.plan_anew()
        for interactions in LENGTHS:
            await _measured(house, store, interactions)


async def _measured(house: House, store: Store, interactions: int) -> None:
    told = (await recall.brief(store, BriefAsk(phone(interactions)), now=utc_now())).brief
    buyer_id, newest = told["buyer_id"], told["recent"][1]["interaction_id"]
    read = await log_store.read_belief(store, buyer_id=buyer_id)
    assert read is not None
    signals = read[0]

    async def one_more() -> None:
        await work.fold_buyers(store, {buyer_id: [newest]})

    async def whole() -> None:
        await work.fold_buyers(store, {buyer_id: []}, anew=True)

    async def pure() -> None:
        folded(signals)

    for what, operation in (("one more reading", one_more), ("a marked buyer, all written", whole), ("pure", pure)):
        await house.meter.alone(operation, calls=5)
        base, series = await house.meter.in_turns(house.one_node, operation, calls=house.scale(40), base_calls=80)
        of = f"fold, {what}, {interactions} interactions, {len(signals)} signals"
        house.table.add(of, series, base=(NAME, base))
