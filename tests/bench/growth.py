"""That nothing grows with the graph: an event in, a brief, recall, with 10,000, 100,000 and (--full) a million turns.

The graph is filled by UNWIND with buyers in their final shape, of the same tenant; it is not what is measured.
"""

import random
import uuid
from itertools import count

from engine import recall, remember
from engine.clock import utc_now
from engine.recall import BriefAsk
from engine.search import Scope, search
from engine.store.session import Store
from tests.bench.brief import life, phone
from tests.bench.house import House
from tests.bench.ingest import BEGIN, NAME, busy, fill
from tests.graph.makers import work_off

SIZES = (10_000, 100_000)
FULL = (*SIZES, 1_000_000)
AT_ONCE = 2_000
CHANCE = random.Random(7)
STEMS = ["par", "bal", "rasta", "kit", "gal", "metro", "lift", "chat", "pani", "jhil"]
ENDS = ["king", "cony", "wala", "chen", "lery", "side", "man", "tak", "dar", "nagar", "pur", "ganj", "vihar", "bagh"]
WORDS = [stem + end for stem in STEMS for end in ENDS]
WEIGHTS = [1 / (n + 1) for n in range(len(WORDS))]
"""A vocabulary with a long tail, as people talk."""
FILL = """
UNWIND $rows AS row
CREATE (b:Buyer {tenant_id: $t, id: row.id, folding: false})
CREATE (i:Interaction {tenant_id: $t, id: row.i, source: 'bench', ref: row.i, channel: 'whatsapp', kind: 'message',
  direction: 'inbound', occurred_at: $at, received_at: $at, recorded_at: $at, content_hash: row.i, summary: 'filled'})
CREATE (i)-[:HAS_TURN]->(:Turn {tenant_id: $t, id: row.i, ref: 't1', n: 0, speaker: 'buyer', at: $at,
  text: row.text, folded: row.text})
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
CREATE (i)-[:FROM {at: $at}]->(h)
"""


async def growth(house: House) -> None:
    """An event in, a brief and recall across the tenant at each size, beside a one-node transaction and RETURN 1."""
    async with house.tenant() as store:
        events, numbers = busy(7), count()
        await fill(store, life(45_107_723, 50))
        await work_off(store)
        filled = 0
        for size in FULL if house.full else SIZES:
            while filled < size:
                await _fill(house, store, [next(numbers) for _ in range(AT_ONCE)])
                filled += AT_ONCE
            await house.plan_anew()

            async def event() -> None:
                await remember.record(store, next(events), received_at=utc_now())

            async def read() -> None:
                await recall.brief(store, BriefAsk(phone(45_107_723)), now=utc_now())

            async def find() -> None:
                question = f"what did they say about {CHANCE.choice(WORDS[20:])} and {CHANCE.choice(WORDS)}"
                await search(store, question, Scope(), limit=10, now=utc_now())

            for what, below, above, name in (
                (f"event in, {size:,} identifiers", house.one_node, event, NAME),
                (f"brief, {size:,} identifiers", house.return_one, read, "RETURN 1"),
                (f"recall across the tenant, {size:,} turns", house.return_one, find, "RETURN 1"),
            ):
                await house.meter.alone(above, calls=150)
                base, series = await house.meter.in_turns(below, above, calls=house.scale(240), base_calls=240)
                house.table.add(what, series, base=(name, base))


async def _fill(house: House, store: Store, numbers: list[int]) -> None:
    rows = []
    for n in numbers:
        ids = [str(uuid.uuid4()) for _ in range(2)]
        held = [{"id": ids[0], "kind": "phone", "value": f"+9170{n:08d}", "n": 0}]
        text = " ".join(CHANCE.choices(WORDS, WEIGHTS, k=CHANCE.randint(3, 18)))
        rows.append({"id": ids[0], "i": ids[1], "held": held, "text": text})
    await house.write(FILL, rows=rows, t=store.tenant_id, at=BEGIN)
