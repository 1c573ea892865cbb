"""Eight checks that other memories of this kind fail: own facts, own lines, newest first, the last word, one buyer.

A town of people who talk alike, so that whatever mixes them up shows: each has a budget, a place and a concern of
their own, and fourteen lines.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from api.demo.crowd.cast import NAMES
from engine import explore, find, recall
from engine.clock import parse_time, utc_now
from engine.explore import When
from engine.find import Wanted
from engine.model.event import Event, GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record, record_many
from engine.store.session import Graph, Store
from graph_schema.vocabulary import Slot
from tests.graph.makers import ask, event, indexed, searched, work_off

PEOPLE, LINES = 24, 14
PLACES = ("Gomti Nagar", "Indira Nagar", "Aliganj", "Hazratganj")
CONCERNS = (("parking ki tension hai", "parking"), ("price bahut zyada hai", "price"))
NOW = parse_time("2026-06-01T10:00:00Z")


@dataclass(frozen=True)
class Person:
    n: int

    @property
    def name(self) -> str:
        return f"{NAMES[self.n]} Verma"

    @property
    def phone(self) -> str:
        return f"+91983940{self.n:04d}"

    @property
    def email(self) -> str:
        return f"{NAMES[self.n].lower()}.verma@example.in"

    @property
    def lakh(self) -> int:
        return 40 + self.n

    @property
    def place(self) -> str:
        return PLACES[self.n % len(PLACES)]

    def events(self) -> list[Event]:
        told = [
            f"{2 + self.n % 3}BHK chahiye {self.place} mein",
            f"budget {self.lakh} lakh hai",
            "October 2026 tak chahiye",
            CONCERNS[self.n % 2][0],
            f"My wife must agree first, we saw the video {self.n}",
            *(f"theek hai, message {n} of {self.name}" for n in range(LINES - 6)),
            f"the newest of {self.name}",
        ]
        ids = [("phone", self.phone), ("email", self.email)]
        return [
            event(
                f"p{self.n}-{n}",
                f"2026-05-{n + 1:02d}T{4 + self.n % 12:02d}:00:00Z",
                ids[: 1 + (n == 0)],
                channel="web_form" if n == 0 else "whatsapp",
                kind="form" if n == 0 else "message",
                name=self.name,
                text=text,
            )
            for n, text in enumerate(told)
        ]


@pytest.fixture(scope="module")
async def town(graph: Graph) -> tuple[Store, list[Person]]:
    """Everybody's lines, told in turns; one tenant for all checks, which only read."""
    store, people = graph.tenant(f"test-{uuid4()}"), [Person(n) for n in range(PEOPLE)]
    for n in range(LINES):
        await record_many(store, [p.events()[n] for p in people], received_at=utc_now())
    await work_off(store)
    await indexed(store)
    return store, people


async def brief_of(store: Store, kind: str, value: str, **more: Any) -> dict[str, Any]:
    return (await recall.brief(store, BriefAsk(GivenIdentifier(kind, value), **more), now=NOW)).brief


async def test_1_the_brief_has_all_own_facts_without_being_asked_for_them(town: tuple[Store, list[Person]]) -> None:
    store, people = town
    for person in people:
        told = await brief_of(store, "phone", person.phone)
        assert told["facts"]["budget"]["value"]["max"] == person.lakh * 100_000
        assert [f["value"] for f in told["facts"]["locations"]] == [person.place]
        assert [f["value"] for f in told["facts"]["products"]] == [f"{2 + person.n % 3}BHK"]
        assert told["facts"]["timeline"]["value"].startswith("2026-10")
        assert CONCERNS[person.n % 2][1] in [o["category"] for o in told["objections"]]
        assert [s["relation"] for s in told["stakeholders"]] == ["wife"]


async def test_2_asked_by_name_nobody_elses_lines_come(town: tuple[Store, list[Person]]) -> None:
    store, people = town
    for person in people:
        found, _ = await find.buyers(store, Wanted(q=person.name), after=None, limit=50, now=NOW)
        assert [item["name"] for item in found] == [person.name]
        hits = await searched(store, f"newest {person.name}", limit=1)
        assert [hit["text"] for hit in hits] == [f"the newest of {person.name}"]
        told = await brief_of(store, "phone", person.phone, name=person.name)
        others = {p.name.split()[0] for p in people} - {person.name.split()[0]}
        assert not [line for line in told["recent"] if any(other in line["summary"] for other in others)]


async def test_3_a_search_of_one_buyer_has_no_row_of_another(town: tuple[Store, list[Person]]) -> None:
    store, people = town
    of = {r["i"]: r["b"] for r in await ask(
        store, "MATCH (i:Interaction {tenant_id: $t})-[:FROM]->()-[:IDENTIFIES]->(b) RETURN i.id AS i, b.id AS b"
    )}  # fmt: skip
    seen = 0
    for person in people:
        buyer = (await brief_of(store, "phone", person.phone))["buyer_id"]
        for q in ("message theek hai", "budget lakh", "wife video"):
            hits = await searched(store, q, buyer_id=buyer, limit=200)
            assert hits
            assert {of[hit["interaction_id"]] for hit in hits} == {buyer}
            seen += len(hits)
    assert seen >= PEOPLE * LINES / 2


async def test_4_recent_begins_with_the_newest(town: tuple[Store, list[Person]]) -> None:
    store, people = town
    for person in people:
        told = await brief_of(store, "phone", person.phone)
        assert told["recent"][0]["summary"] == told["last_touch"]["summary"] == f"the newest of {person.name}"
        times = [line["at"] for line in told["recent"]]
        assert times == sorted(times, reverse=True)
        assert len(times) == LINES


async def test_5_phone_and_address_lead_to_their_holder_and_to_nobody_else(town: tuple[Store, list[Person]]) -> None:
    store, people = town
    for person in people:
        digits = person.phone[3:]
        for kind, value in (
            ("phone", f"0{digits}"),
            ("phone", f"+91-{digits[:5]}-{digits[5:]}"),
            ("whatsapp", f"91{digits}"),
            ("email", person.email.upper()),
        ):
            assert (await brief_of(store, kind, value))["name"] == person.name
    for kind, value in (("phone", "+919839409999"), ("phone", people[0].phone[:-1]), ("email", "verma@example.in")):
        told = await brief_of(store, kind, value)
        assert (told["known"], any(told["facts"].values()), told["recent"]) == (False, False, [])


async def test_6_what_one_tenant_supersedes_the_other_keeps(graph: Graph) -> None:
    stores = [graph.tenant(f"test-{uuid4()}") for _ in range(2)]
    same = event(
        "m1",
        "2026-05-01T10:00:00Z",
        {"phone": Person(0).phone},
        name="Meera",
        text="East facing chahiye, budget 65 lakh",
    )
    for store in stores:
        await record(store, same, received_at=utc_now())
        await work_off(store)
    changed = event(
        "m2", "2026-05-02T10:00:00Z", {"phone": Person(0).phone}, text="west facing chahiye, budget 80 lakh hai ab"
    )
    await record(stores[0], changed, received_at=utc_now())
    await work_off(stores[0])
    mine, theirs = [(await brief_of(store, "phone", Person(0).phone))["facts"] for store in stores]
    assert (mine["budget"]["value"]["max"], theirs["budget"]["value"]["max"]) == (8_000_000, 6_500_000)
    wishes = [{p["name"]: p["value"] for p in facts["preferences"]} for facts in (mine, theirs)]
    assert (wishes[0]["facing"], wishes[1]["facing"]) == ("west", "east")


async def test_7_of_a_budget_told_twice_the_last_holds_and_the_first_has_ended(store: Store) -> None:
    phone = {"phone": Person(0).phone}
    for n, lakh in enumerate((90, 55)):
        await record(
            store,
            event(f"m{n}", f"2026-05-0{n + 1}T10:00:00Z", phone, text=f"Budget {lakh} lakh hai"),
            received_at=utc_now(),
        )
    await work_off(store)
    told = await brief_of(store, "phone", phone["phone"])
    assert told["facts"]["budget"]["value"]["max"] == 5_500_000
    versions = await explore.facts(store, told["buyer_id"], When(), slot=Slot.BUDGET, with_history=True, now=NOW)
    assert [(v["value"]["max"], v["valid_to"]) for v in versions] == [
        (9_000_000, "2026-05-02T10:00:00Z"),
        (5_500_000, None),
    ]
    assert versions[0]["superseded_at"]


async def test_8_four_writers_at_once_make_one_buyer_and_lose_no_line(graph: Graph) -> None:
    for n in range(20):
        store = graph.tenant(f"test-{uuid4()}")
        phone = {"phone": Person(n).phone}
        lines = [event(f"m{i}", f"2026-05-0{i + 1}T10:00:00Z", phone, text=f"first words {i}") for i in range(4)]
        await asyncio.gather(*(record(store, one, received_at=utc_now()) for one in lines))
        await work_off(store)
        found, _ = await find.buyers(store, Wanted(), after=None, limit=10, now=NOW)
        assert len(found) == 1, n
        items, _ = await explore.timeline(store, found[0]["buyer_id"], channel=None, after=None, limit=10)
        assert [item["turns"][0]["text"] for item in items] == [f"first words {i}" for i in (3, 2, 1, 0)]
