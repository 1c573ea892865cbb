"""That nothing grows with the graph: an event in and a brief, with 10,000, 100,000 and (--full) a million identifiers.

The graph is filled by UNWIND with buyers in their final shape, of the same tenant; it is not what is measured.
"""

import uuid
from itertools import count

from engine import recall, remember
from engine.clock import utc_now
from engine.recall import BriefAsk
from engine.store.session import Store
from tests.bench.brief import life, phone
from tests.bench.house import House
from tests.bench.ingest import BEGIN, NAME, busy, fill
from tests.graph.makers import work_off

SIZES = (10_000, 100_000)
FULL = (*SIZES, 1_000_000)
AT_ONCE = 2_000
FILL = """
UNWIND $rows AS row
CREATE (b:Buyer {tenant_id: $t, id: row.id, folding: false})
CREATE (i:Interaction {tenant_id: $t, id: row.i, source: 'bench', ref: row.i, channel: 'whatsapp', kind: 'message',
  direction: 'inbound', occurred_at: $at, received_at: $at, recorded_at: $at, content_hash: row.i, summary: 'filled'})
CREATE (i)-[:HAS_TURN]->(:Turn {tenant_id: $t, id: row.i, n: 0, speaker: 'buyer', at: $at, text: 'filled'})
CREATE (i)-[:READ_AS]->(r:Reading {tenant_id: $t, id: row.i, interaction_id: row.i, extractor: 'text', version: 1,
  catalogue_version: 0, recorded_at: $at})
CREATE (r)-[:YIELDED]->(s:Signal {tenant_id: $t, id: row.i, slot: 'budget', interaction_id: row.i, at: $at})
CREATE (b)-[:HAS_FACT]->(f:Fact {tenant_id: $t, id: row.id, slot: 'budget', amount_max: 6500000.0, valid_from: $at})
CREATE (f)-[:BACKED_BY]->(s)
WITH b, i, row
UNWIND row.held AS held
CREATE (x:Identifier {tenant_id: $t, id: held.id, kind: held.kind, namespace: '', value: held.value})
CREATE (i)-[:OBSERVED {tenant_id: $t, position: held.n, role: 'self', raw: held.value, verified: false,
  buyer_id: held.id}]->(x)
CREATE (h:Holding {tenant_id: $t, id: held.id, recorded_at: $at, position: held.n, party: 0, first_at: $at,
  last_at: $at, last_recorded_at: $at, names: [], cities: [], unique_ids: [], generic: false, verified: false,
  seen_at: $at, rank: 2, floating: 0, shared: false})
CREATE (x)-[:HELD_AS]->(h)-[:IDENTIFIES]->(b)
FOREACH (_ IN CASE WHEN held.n = 0 THEN [1] ELSE [] END | CREATE (i)-[:FROM {at: $at}]->(h))
FOREACH (_ IN CASE WHEN held.n = 1 THEN [1] ELSE [] END | CREATE (i)-[:ALSO {position: 1}]->(h))
"""


async def growth(house: House) -> None:
    """Median of an event in and of a brief at each size, as ratios to a one-node transaction and to RETURN 1."""
    async with house.tenant() as store:
        events, numbers = busy(7), count()
        await fill(store, life(99_999_999, 50))
        await work_off(store)
        filled = 0
        for size in FULL if house.full else SIZES:
            while filled < size:
                await _fill(house, store, [next(numbers) for _ in range(AT_ONCE // 2)])
                filled += AT_ONCE
            await house.ask("CALL db.checkpoint()")
            await house.plan_anew()

            async def event() -> None:
                await remember.record(store, next(events), received_at=utc_now())

            async def read() -> None:
                await recall.brief(store, BriefAsk(phone(99_999_999)), now=utc_now())

            for what, below, above, name in (
                (f"event in, {size:,} identifiers", house.one_node, event, NAME),
                (f"brief, {size:,} identifiers", house.return_one, read, "RETURN 1"),
            ):
                await house.meter.alone(above, calls=150)
                base, series = await house.meter.in_turns(below, above, calls=house.scale(240), base_calls=240)
                house.table.add(what, series, base=(name, base))


async def _fill(house: House, store: Store, numbers: list[int]) -> None:
    rows = []
    for n in numbers:
        ids = [str(uuid.uuid4()) for _ in range(3)]
        held = [
            {"id": ids[0], "kind": "phone", "value": f"+9170{n:08d}", "n": 0},
            {"id": ids[1], "kind": "email", "value": f"filled{n}@example.in", "n": 1},
        ]
        rows.append({"id": ids[0], "i": ids[2], "held": held})
    await house.write(FILL, rows=rows, t=store.tenant_id, at=BEGIN)
