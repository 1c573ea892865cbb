"""Folds: what one more reading costs a buyer, and a whole fold from the log, by the length of their history."""

from collections.abc import Sequence

from engine import configuration, recall, work
from engine.clock import utc_now
from engine.memory.fold import fold as folded
from engine.model.signal import Signal
from engine.recall import BriefAsk
from engine.store import verify as log_store
from engine.store import work as task_store
from engine.store.rows import Row
from engine.store.session import Store
from graph_schema.vocabulary import TaskKind
from tests.bench.brief import life, phone
from tests.bench.house import House
from tests.bench.ingest import NAME, fill
from tests.bench.measure import Series
from tests.graph.makers import owed_tasks, work_off

LENGTHS = (50, 500)
WARM = 20


async def fold(house: House) -> None:
    """Tx 2 of one more reading, tx 2 of a marked buyer, and the pure fold, of 50 and of 500 interactions."""
    async with house.tenant() as store:
        for interactions in LENGTHS:
            await fill(store, life(interactions, interactions))
        await work_off(store)
        await house.plan_anew()
        buyers = {n: await _read(store, n) for n in LENGTHS}
        more = house.scale(40)
        await _one_more(house, store, {n: buyer_id for n, (buyer_id, _) in buyers.items()}, more)
        for interactions, (buyer_id, signals) in buyers.items():
            await _whole(house, store, interactions, buyer_id, signals)


async def _read(store: Store, interactions: int) -> tuple[str, Sequence[Signal]]:
    told = (await recall.brief(store, BriefAsk(phone(interactions)), now=utc_now())).brief
    read = await log_store.read_belief(store, buyer_id=told["buyer_id"])
    assert read is not None
    return told["buyer_id"], read.signals


async def _one_more(house: House, store: Store, buyers: dict[int, str], more: int) -> None:
    """Both buyers in turn, so that what the machine does besides meets both."""
    readings = {n: await _owed(store, n, WARM + more) for n in buyers}
    base, series = Series(), {n: Series() for n in buyers}
    for k in range(WARM + more):
        for interactions, buyer_id in buyers.items():
            row = readings[interactions][k]
            await task_store.store_readings(store, readings=row)
            ids = [row[0]["interaction_id"]]

            async def one_more(buyer_id: str = buyer_id, ids: Sequence[str] = ids) -> None:
                await work.fold_buyers(store, {buyer_id: ids})

            await house.meter.block(series[interactions] if k >= WARM else Series(), one_more, 1)
        await house.meter.block(base, house.one_node, 2)
    for interactions, of_it in series.items():
        house.table.add(f"fold, one more reading, {interactions} interactions", of_it, base=(NAME, base))


async def _owed(store: Store, interactions: int, more: int) -> list[list[Row]]:
    """What is read in the interactions that come next, in their order, not stored yet."""
    await fill(store, life(interactions, interactions + more)[interactions:])
    ids = [key for kind, key in await owed_tasks(store) if kind == TaskKind.READ]
    found = await task_store.load_interactions(store, ids=ids)
    await task_store.finish(store, done={TaskKind.READ: ids})
    configured, now = await configuration.newest(store), utc_now()
    return [
        work.readings_of(u.interaction, configured.catalogue, region=configured.settings.region, now=now)
        for u in sorted(found, key=lambda u: u.interaction.at)
    ]


async def _whole(house: House, store: Store, interactions: int, buyer_id: str, signals: Sequence[Signal]) -> None:
    async def marked() -> None:
        await work.fold_buyers(store, {buyer_id: []}, anew=True)

    async def pure() -> None:
        folded(signals)

    for what, operation in (("a marked buyer, all written", marked), ("pure", pure)):
        await house.meter.alone(operation, calls=5)
        base, series = await house.meter.in_turns(house.one_node, operation, calls=house.scale(40), base_calls=80)
        of = f"fold, {what}, {interactions} interactions, {len(signals)} signals"
        house.table.add(of, series, base=(NAME, base))
