"""`fold(log) == belief` over generated histories: many events on few identifiers, revised, edited, deleted, judged,
recorded by one writer or by eight, in any order.
"""

import asyncio
import random
import uuid
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.bulk import record_all
from engine.errors import InvalidInput, NotFound
from engine.ids import interaction_id
from engine.judge import Side, judge, retract
from engine.model.event import Event, GivenIdentifier
from engine.remember import record, record_many
from engine.store.session import Graph, Store
from engine.verify import rebuild
from graph_schema.vocabulary import Verdict
from tests.graph.makers import ask, assert_verified, at, event, work_off

PHONES = ("+919839012345", "+919839012346", "+919811098765")
EMAILS = ("meera.k@example.in", "rahul.s@example.in")
CRM = ("C1", "C2")
NAMES = (None, "Meera Kapoor", "Rahul Singh", "Meera K")
TEXTS = ("3BHK chahiye, 65 tak", "budget 70 lakh hai", "need it before October 2026", "ok", "parking ki tension hai")

ON_SERVER = {"phases": (Phase.explicit, Phase.generate)}
"""Shrinking a failure on the server takes minutes; the example is small anyway."""

identifier = st.one_of(
    st.tuples(st.just("phone"), st.sampled_from(PHONES)),
    st.tuples(st.just("email"), st.sampled_from(EMAILS)),
    st.tuples(st.just("crm_id"), st.sampled_from(CRM)),
)


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    told: list[Event] = []
    for n in range(draw(st.integers(2, 9))):
        shape = draw(st.sampled_from([*["new"] * 6, "revision", "edit", "delete"]))
        old = draw(st.sampled_from(told)) if told and shape != "new" else None
        kind = shape if old is not None and shape in ("edit", "delete") else "message"
        told.append(
            event(
                old.ref if old is not None and shape == "revision" else f"e{n}",
                f"2026-{draw(st.integers(1, 9)):02d}-{draw(st.integers(1, 28)):02d}T10:00:00Z",
                draw(st.lists(identifier, min_size=0 if kind == "delete" else 1, max_size=3, unique=True)),
                channel=draw(st.sampled_from(["whatsapp", "web_form", "voice", "crm_note"])),
                kind=kind,
                name=draw(st.sampled_from(NAMES)),
                text=None if kind == "delete" else draw(st.sampled_from(TEXTS)),
                data={"of": old.ref} if old is not None and kind in ("edit", "delete") else {},
            )
        )
    return told


def fresh(graph: Graph) -> Store:
    return graph.tenant(f"test-{uuid.uuid4()}")


async def who(store: Store) -> set[frozenset[str]]:
    """The partition: sets of holdings of a buyer, each as what it is."""
    rows = await ask(
        store,
        "MATCH (b:Buyer {tenant_id: $t})<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier) "
        "RETURN b.id AS b, x.kind + x.value + coalesce(toString(h.valid_from), '') "
        "+ reduce(s = '', n IN h.names | s + n) AS h",
    )
    buyers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        buyers[row["b"]].add(row["h"])
    return {frozenset(some) for some in buyers.values()}


@settings(max_examples=25, **ON_SERVER)
@given(events())
async def test_belief_is_what_the_log_gives(graph: Graph, told: list[Event]) -> None:
    store = fresh(graph)
    for n, one in enumerate(told):
        await record(store, one, received_at=at("2026-10-01T00:00:00Z", minutes=n))
        await work_off(store)
        await assert_verified(store)


SAID = (
    "3BHK chahiye, 65 tak",
    "budget 70 lakh hai",
    "parking ki tension hai, do gaadi hain",
    "parking is fine now, no issue",
    "My wife wants to see it first",
    "Send me the price list on Monday, please call after 6 pm",
    "2BHK bhi dekh sakte hain, Indira Nagar ya Aliganj mein",
    "not 2BHK, only villa",
    "we are not looking right now, call me after Diwali",
    "is RERA number available?",
)


@pytest.mark.parametrize("seed", range(2))
async def test_a_life_step_by_step_with_late_words_edits_and_deletions(graph: Graph, seed: int) -> None:
    """Most of it comes as it happens and is folded from where the last fold ended; the rest begins at the log."""
    store, chance, told = fresh(graph), random.Random(seed), list[Event]()
    for n in range(24):
        shape = chance.choice([*["new"] * 6, "late", "edit", "delete", "click", "same moment"]) if told else "new"
        old = chance.choice(told) if told else None
        changes = old is not None and shape in ("edit", "delete")
        hour = {"late": n - 5, "same moment": n - 1}.get(shape, n)
        one = event(
            f"e{n}",
            f"2026-05-{1 + max(hour, 0) // 10:02d}T{8 + max(hour, 0) % 10:02d}:00:00Z",
            [("phone", PHONES[0])],
            kind=shape if changes or shape == "click" else "message",
            text=None if shape in ("delete", "click") else chance.choice(SAID),
            data={"of": old.ref} if changes and old else {"content": f"video {n % 2}"} if shape == "click" else {},
        )
        told.append(one)
        await record(store, one, received_at=at("2026-10-01T00:00:00Z", minutes=n))
        await work_off(store)
        await assert_verified(store)


@settings(max_examples=15, **ON_SERVER)
@given(events(), st.randoms(use_true_random=False))
async def test_together_alone_or_in_any_order_is_the_same(
    graph: Graph, told: list[Event], chance: random.Random
) -> None:
    refs = {e.ref for e in told}
    told = [next(e for e in told if e.ref == ref) for ref in sorted(refs)]  # of revisions the last recorded counts
    alone, together, in_bulk, shuffled = (fresh(graph) for _ in range(4))
    for one in told:
        await record(alone, one, received_at=at("2026-10-01T00:00:00Z"))
    await record_many(together, told, received_at=at("2026-10-01T00:00:00Z"))
    done = [one async for some in record_all(in_bulk, told, progress=lambda _: None) for one in some]
    other = chance.sample(told, len(told))
    for one in other:
        await record(shuffled, one, received_at=at("2026-10-01T00:00:00Z"))
    for store in (alone, together, in_bulk, shuffled):
        await work_off(store)
        await assert_verified(store)
    assert await who(alone) == await who(together) == await who(in_bulk) == await who(shuffled)
    named = {one.ref: interaction_id(in_bulk.tenant_id, one.source, one.data.get("of") or one.ref) for one in told}
    assert [getattr(one, "revises", None) or one.interaction_id for one in done] == list(named.values())


@settings(max_examples=12, **ON_SERVER)
@given(
    events(), st.lists(st.tuples(identifier, identifier, st.sampled_from(["same", "not_same", "unsure"])), max_size=4)
)
async def test_undoing_every_judgement_restores_what_stood_before(
    graph: Graph, told: list[Event], said: Sequence[tuple[tuple[str, str], tuple[str, str], str]]
) -> None:
    store = fresh(graph)
    for one in told:
        await record(store, one, received_at=at("2026-10-01T00:00:00Z"))
    made: list[tuple[str, list[str]]] = []
    before = await snapshot(store)
    for a, b, verdict in said:
        stood = await snapshot(store)
        try:
            effect = await judge(
                store, Side(GivenIdentifier(*a)), Side(GivenIdentifier(*b)), Verdict(verdict), by="rep", reason="test"
            )
        except (InvalidInput, NotFound):
            continue
        made.append((effect.judgement_id, stood))
        await work_off(store)
        await assert_verified(store)
    for judgement_id, stood in reversed(made):
        undone = await retract(store, judgement_id, by="rep")
        assert await snapshot(store) == stood
        assert await retract(store, judgement_id, by="rep") == undone
    await work_off(store)
    await assert_verified(store)
    assert await snapshot(store) == before


async def snapshot(store: Store) -> list[str]:
    rows = await ask(
        store, "MATCH (b:Buyer {tenant_id: $t})<-[:IDENTIFIES]-(h:Holding) RETURN b.id AS b, h.id AS h ORDER BY b, h"
    )
    return [f"{row['b']} {row['h']}" for row in rows]


@pytest.mark.parametrize("seed", range(3))
async def test_eight_writers_give_the_same_partition_as_one(graph: Graph, seed: int) -> None:
    chance = random.Random(seed)
    told = [
        event(
            f"e{n}",
            f"2026-{chance.randint(1, 9):02d}-{chance.randint(1, 28):02d}T{n % 24:02d}:00:00Z",
            [("phone", chance.choice(PHONES)), ("email", chance.choice(EMAILS))][: chance.randint(1, 2)],
            channel=chance.choice(["whatsapp", "web_form"]),
            name=chance.choice(NAMES),
            text="3BHK chahiye",
        )
        for n in range(60)
    ]
    one, many = fresh(graph), fresh(graph)
    for each in told:
        await record(one, each, received_at=at("2026-10-01T00:00:00Z"))
    gate = asyncio.Semaphore(8)

    async def write(each: Event) -> None:
        async with gate:
            await record(many, each, received_at=at("2026-10-01T00:00:00Z"))

    await asyncio.gather(*(write(each) for each in chance.sample(told, len(told))))
    for store in (one, many):
        await work_off(store)
        await assert_verified(store)
    assert await who(one) == await who(many)


async def test_two_writers_with_one_new_phone_make_one_buyer(graph: Graph) -> None:
    for n in range(10):
        store = fresh(graph)
        told = [event(f"m{i}", f"2026-05-0{i + 1}T10:00:00Z", {"phone": PHONES[0]}, text=TEXTS[0]) for i in range(4)]
        answers = await asyncio.gather(*(record(store, one, received_at=at("2026-10-01T00:00:00Z")) for one in told))
        await work_off(store)
        await assert_verified(store)
        assert len(await who(store)) == 1, n
        assert all(a.created for a in answers)


async def test_rebuild_restores_a_belief_that_was_damaged(graph: Graph) -> None:
    store = fresh(graph)
    for n in range(6):
        both = {"phone": PHONES[n % 2], "email": EMAILS[0]}
        one = event(f"m{n}", f"2026-05-0{n + 1}T10:00:00Z", both, text=TEXTS[n % 5])
        await record(store, one, received_at=at("2026-10-01T00:00:00Z"))
    await work_off(store)
    await assert_verified(store)
    facts = "MATCH (:Buyer {tenant_id: $t})-[:HAS_FACT]->(f)"
    await ask(store, f"{facts} SET f.amount_max = 1 WITH f LIMIT 1 DETACH DELETE f")
    await ask(store, "MATCH (h:Holding {tenant_id: $t}) SET h.names = ['Nobody']")
    await ask(store, "MATCH (:Holding {tenant_id: $t})-[e:CO_OBSERVED]->() DELETE e")
    await rebuild(store)
    await work_off(store)
    await assert_verified(store)
