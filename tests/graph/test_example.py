"""The design on one small story, step by step, below HTTP and with the clock handed in: after every step the belief is
what the log gives, and the steps that are no revision and no judgement give the same picture in any order of arrival.
"""

from itertools import permutations
from typing import Any

import pytest

from engine import recall
from engine.correct import Correction, correct
from engine.ids import interaction_id, minted_buyer_id
from engine.judge import Side, judge, retract
from engine.model.event import Event, GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import Recorded, record
from engine.store.session import Store
from graph_schema.vocabulary import Verdict
from tests.graph.makers import EMAIL, PHONE, ask, assert_verified, at, event, work_off

DAY = "2024-05-{:02d}T04:32:00Z"

FIRST = event(
    "m1", "2024-05-02T10:02:00+05:30", {"phone": PHONE}, name="Meera", text="3BHK chahiye, 65 tak", verified=True
)
MAIL = event("m2", DAY.format(4), {"email": EMAIL}, channel="email", text="We need possession before October 2024")
FORM = event("f3", DAY.format(6), {"phone": PHONE, "email": EMAIL}, channel="web_form", kind="form")
CALL = event("c4", DAY.format(3), {"phone": PHONE}, channel="voice", kind="call", text="budget 60 lakh hai")
NOTE = event(
    "n5", "2026-01-02T05:00:00Z", {"phone": PHONE, "crm_id": "C2"},
    channel="crm_note", kind="note", direction="internal", name="Lata", text="wants 1BHK",
)  # fmt: skip
EDIT = event(
    "e7", "2024-05-09T04:00:00Z", {"phone": PHONE},
    kind="edit", name="Meera", text="3BHK chahiye, 70 tak", verified=True, data={"of": "m1"},
)  # fmt: skip


async def told(store: Store, what: Event, day: str) -> Recorded:
    recorded = await record(store, what, received_at=at(day), recorded_at=at(day))
    await work_off(store, clock=lambda: at(day))
    await assert_verified(store)
    return recorded


def minted(store: Store, ref: str, position: int = 0) -> str:
    return minted_buyer_id(store.tenant_id, interaction_id(store.tenant_id, "test", ref), position)


async def budget(store: Store, **asked: object) -> dict[str, object] | None:
    answer = await recall.brief(store, BriefAsk(**asked), now=at("2026-03-01T00:00:00Z"))  # type: ignore[arg-type]
    fact = answer.brief["facts"].get("budget")
    return fact and fact["value"]


def phone() -> GivenIdentifier:
    return GivenIdentifier("phone", "098390 12345")


async def until_the_edit(store: Store) -> None:
    """Rows 1 to 7."""
    b1a, b2a = minted(store, "m1"), minted(store, "m2")

    one = await told(store, FIRST, "2024-05-02T05:00:00Z")
    assert (one.created, one.buyer_id) == (True, b1a)
    assert await budget(store, identifier=phone()) == {"min": None, "max": 6_500_000, "currency": "INR"}

    again = await told(store, FIRST, "2024-05-02T06:00:00Z")
    assert again == Recorded(one.interaction_id, b1a, created=False, replayed=True)

    mail = await told(store, MAIL, "2024-05-04T05:00:00Z")
    assert mail.buyer_id == b2a

    form = await told(store, FORM, "2024-05-06T05:00:00Z")
    assert form.buyer_id == b1a
    assert await ask(store, "MATCH (b:Buyer {tenant_id: $t}) RETURN b.id AS id") == [{"id": b1a}]
    (edge,) = await ask(store, "MATCH (:Holding {tenant_id: $t})-[e:CO_OBSERVED]->() RETURN e.bits AS bits, e.n AS n")
    assert edge == {"bits": 13.0, "n": 1}
    (place,) = await ask(
        store, "MATCH (i:Interaction {tenant_id: $t, ref: 'f3'})-[:FROM]->(h)<-[:HELD_AS]-(x) RETURN x.kind AS kind"
    )
    assert place == {"kind": "email"}

    answer = await recall.brief(store, BriefAsk(buyer_id=b2a), now=at("2024-05-07T00:00:00Z"))
    assert answer.buyer_id == b1a
    assert set(answer.brief["facts"]) >= {"budget", "products", "timeline"}

    await told(store, CALL, "2024-05-08T05:00:00Z")
    assert await budget(store, identifier=phone()) == {"min": 6_000_000, "max": 6_000_000, "currency": "INR"}
    assert (await budget(store, identifier=phone(), as_of=at("2024-05-02T12:00:00Z")))["max"] == 6_500_000

    edited = await told(store, EDIT, "2024-05-09T05:00:00Z")
    assert (edited.created, edited.revises, edited.buyer_id) == (False, one.interaction_id, b1a)
    assert (await budget(store, identifier=phone(), as_of=at("2024-05-02T12:00:00Z")))["max"] == 7_000_000
    assert (await budget(store, identifier=phone()))["max"] == 6_000_000


async def split_and_undone(store: Store) -> None:
    """Rows 8 and 9."""
    b1a, b2a = minted(store, "m1"), minted(store, "m2")
    effect = await judge(
        store, Side(phone()), Side(GivenIdentifier("email", EMAIL)), Verdict.NOT_SAME,
        by="rep-7", reason="her brother's", now=at("2024-05-10T05:00:00Z"),
    )  # fmt: skip
    await work_off(store)
    await assert_verified(store)
    assert effect.split == ((b1a, tuple(sorted((b1a, b2a)))),)
    assert effect.restored == (b2a,)
    hers = await recall.brief(store, BriefAsk(buyer_id=b2a), now=at("2024-05-11T00:00:00Z"))
    assert hers.buyer_id == b2a
    assert set(hers.brief["facts"]) >= {"timeline"}
    assert "budget" not in hers.brief["facts"]

    undone = await retract(store, effect.judgement_id, by="rep-7", now=at("2024-05-11T05:00:00Z"))
    await work_off(store)
    await assert_verified(store)
    assert undone.merged == ((b1a, (b2a,)),)


async def test_the_story(store: Store) -> None:
    b1a, b5a = minted(store, "m1"), minted(store, "n5")
    await until_the_edit(store)
    await split_and_undone(store)

    late = await told(store, NOTE, "2026-01-02T06:00:00Z")
    assert late.buyer_id == b5a
    now = at("2026-03-01T00:00:00Z")
    assert (await recall.brief(store, BriefAsk(phone()), now=now)).buyer_id == b5a
    then = await recall.brief(store, BriefAsk(phone(), as_of=at("2024-05-20T00:00:00Z")), now=now)
    assert then.buyer_id == b1a
    assert (await recall.brief(store, BriefAsk(GivenIdentifier("email", EMAIL)), now=now)).buyer_id == b1a

    await correct(
        store, b1a, Correction(slot="budget", value={"min": None, "max": 7_500_000}), by="rep-7",
        now=at("2026-02-03T05:00:00Z"),
    )  # fmt: skip
    await work_off(store)
    await assert_verified(store)
    assert (await budget(store, buyer_id=b1a))["max"] == 7_500_000
    assert await budget(store, buyer_id=b5a) is None

    known = at("2024-05-07T00:00:00Z")
    assert (await budget(store, buyer_id=b1a, known_at=known))["max"] == 6_500_000
    both = await budget(store, buyer_id=b1a, known_at=known, as_of=at("2024-05-02T12:00:00Z"))
    assert both["max"] == 6_500_000


PICTURE = """
MATCH (b:Buyer {tenant_id: $t})
OPTIONAL MATCH (b)-[owns:HAS_FACT|HAD_FACT]->(f:Fact)
WITH b, collect([type(owns), f.slot, f.text, f.amount_max, toString(f.valid_from), toString(f.valid_to)]) AS facts
OPTIONAL MATCH (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier)
RETURN facts, collect([x.kind, x.value, toString(h.valid_from), toString(h.valid_to)]) AS holdings
"""


def picture(rows: list[dict[str, list[list[object]]]]) -> list[object]:
    return sorted([sorted(map(str, row["facts"])), sorted(map(str, row["holdings"]))] for row in rows)


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17])
async def test_any_order_of_arrival_gives_the_same_picture(graph, store: Store, order: tuple[int, ...]) -> None:
    events = [FIRST, MAIL, FORM, CALL, NOTE]
    pictures = []
    for tenant, some in ((store, events), (graph.tenant(store.tenant_id + "-b"), [events[n] for n in order])):
        for day, what in enumerate(some, 1):
            await told(tenant, what, f"2026-01-{day:02d}T12:00:00Z")
        pictures.append(picture(await ask(tenant, PICTURE)))
    assert pictures[0] == pictures[1]


def plain(row: dict[str, Any]) -> str:
    return str([row.get("a"), row.get("r"), row.get("b"), sorted(row["p"].items())])


@pytest.mark.parametrize("order", list(permutations(range(5)))[::23])
async def test_with_log_times_given_any_order_of_processing_gives_the_identical_graph(
    graph, store: Store, order: tuple[int, ...]
) -> None:
    events = list(enumerate([FIRST, MAIL, FORM, CALL, NOTE], 1))
    graphs = []
    for some in (events, [events[n] for n in order]):
        tenant = graph.tenant(store.tenant_id)
        await ask(tenant, "MATCH (n {tenant_id: $t}) DETACH DELETE n")
        for day, what in some:
            await told(tenant, what, f"2026-01-{day:02d}T12:00:00Z")
        nodes = await ask(
            tenant,
            "MATCH (n {tenant_id: $t}) WHERE NOT n:Reading AND NOT n:Interaction AND NOT n:Change "
            "RETURN properties(n) AS p",
        )
        edges = await ask(
            tenant,
            "MATCH (a {tenant_id: $t})-[r]->(b) RETURN a.id AS a, type(r) AS r, b.id AS b, properties(r) AS p",
        )
        graphs.append((sorted(map(plain, nodes)), sorted(map(plain, edges))))
    assert graphs[0] == graphs[1]


