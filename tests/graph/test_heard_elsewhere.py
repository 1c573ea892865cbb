"""A stakeholder who is somebody elsewhere by their number is heard when the holder of it speaks: computed at read."""

from typing import Any
from uuid import uuid4

import pytest

from engine import explore, find, recall
from engine.clock import utc_now
from engine.explore import When
from engine.find import Deciders
from engine.model.event import Event, GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record
from engine.store.configuration import save_catalogue
from engine.store.session import Graph, Store
from engine.store.tenants import create_tenant
from tests.graph.makers import PHONE, assert_verified, at, event, work_off

FATHER, SECOND = "+919839000009", "+919839000002"
NAMED = "3BHK in Gomti Heights chahiye. My father Ramesh will take the final decision, call him on 098390 00009"
DAY = "2026-05-{:02d}T04:30:00Z"


@pytest.fixture
async def tenant(graph: Graph) -> Store:
    made = await create_tenant(graph, f"heard {uuid4()}", now=at("2026-01-01T00:00:00Z"))
    store = graph.tenant(made.id)
    await save_catalogue(store, {"projects": [{"name": "Gomti Heights"}]}, now=at("2026-01-02T00:00:00Z"))
    return store


async def told(store: Store, *events: Event) -> list[str]:
    """The buyers of events that were recorded as they happened; all read and folded."""
    found = [(await record(store, e, received_at=e.at, recorded_at=e.at)).buyer_id or "" for e in events]
    await work_off(store, clock=lambda: max(e.at for e in events))
    return found


async def heard(store: Store, buyer: str, **when: Any) -> list[tuple[bool, str | None]]:
    """Of each stakeholder in the brief: whether they were heard, and the field of the newest evidence."""
    found = (await recall.brief(store, BriefAsk(buyer_id=buyer, **when), now=utc_now())).brief
    shown = (await explore.who_decides(store, buyer, When(**when), now=utc_now()))["people"]
    assert [p["heard"] for p in shown] == [p["heard"] for p in found["stakeholders"]]
    return [(p["heard"], p["evidence"][-1].get("field")) for p in found["stakeholders"]]


VOICE = {"channel": "voice", "kind": "call"}
CALL = event("c1", DAY.format(9), {"phone": FATHER}, text="Haan, main dekh lunga", **VOICE)
OURS = event("c2", DAY.format(10), {"phone": FATHER}, direction="outbound", text="Namaste", **VOICE)


async def test_his_own_call_lets_him_be_heard(tenant: Store) -> None:
    (one,) = await told(tenant, event("m1", DAY.format(2), {"phone": PHONE}, name="Asha Verma", text=NAMED))
    assert await heard(tenant, one) == [(False, None)]
    warned = (await explore.who_decides(tenant, one, When(), now=utc_now()))["warnings"]
    assert "single_threaded" in warned
    (role,) = {p["role"] for p in (await explore.who_decides(tenant, one, When(), now=utc_now()))["people"]}
    unheard, _ = await find.decision_makers(tenant, Deciders(role=role, heard=False), after="", limit=9)
    assert [p["buyer_id"] for p in unheard] == [one]
    (waiting,) = await find.first_to_win(tenant, "Gomti Heights", limit=9)
    assert (waiting["heard"], waiting["wait_for_them"]) == (False, 1)

    father, _ = await told(tenant, CALL, OURS)
    assert await heard(tenant, one) == [(True, "identifiers")]
    after = (await explore.who_decides(tenant, one, When(), now=utc_now()))["warnings"]
    assert not {w for w in after if w == "single_threaded" or w.endswith("_unheard")}
    for project in (None, "Gomti Heights"):
        none, _ = await find.decision_makers(tenant, Deciders(project=project, heard=False), after="", limit=9)
        (him,), _ = await find.decision_makers(tenant, Deciders(project=project, heard=True), after="", limit=9)
        assert (none, him["buyer_id"], him["heard"], him["known_as"]) == ([], one, True, [father])
        assert him["evidence"][-1] == {
            "interaction_id": him["evidence"][-1]["interaction_id"],
            "field": "identifiers",
            "value": FATHER,
            "channel": "voice",
            "at": DAY.format(9),
        }
    (won,) = await find.first_to_win(tenant, "Gomti Heights", limit=9)
    assert (won["heard"], won["wait_for_them"], won["deals"][0]["heard"]) == (True, 0, True)
    await assert_verified(tenant)


async def test_then_he_was_not_heard_yet(tenant: Store) -> None:
    (one,) = await told(tenant, event("m1", DAY.format(2), {"phone": PHONE}, name="Asha Verma", text=NAMED))
    await told(tenant, CALL)
    for name in ("as_of", "known_at"):
        assert await heard(tenant, one, **{name: at(DAY.format(8))}) == [(False, None)], name
        assert await heard(tenant, one, **{name: at(DAY.format(10))}) == [(True, "identifiers")], name


async def test_what_we_said_to_him_and_what_another_said_is_not_his_word(tenant: Store) -> None:
    """A call that he did not answer, a second buyer, and a number that two people hold."""
    (one,) = await told(tenant, event("m1", DAY.format(2), {"phone": PHONE}, name="Asha Verma", text=NAMED))
    await told(tenant, OURS, event("m2", DAY.format(3), {"phone": SECOND}, text="2BHK chahiye"))
    assert await heard(tenant, one) == [(False, None)]
    form = {"channel": "web_form", "kind": "form"}
    a, b = await told(
        tenant,
        event("f1", DAY.format(4), {"phone": FATHER, "crm_id": "C1"}, name="Ramesh Verma", text="hello", **form),
        event("f2", DAY.format(5), {"phone": FATHER, "crm_id": "C2"}, name="Imran Khan", text="hello", **form),
    )
    assert a != b
    for when in ({}, {"as_of": at(DAY.format(6))}, {"known_at": at(DAY.format(6))}):
        assert await heard(tenant, one, **when) == [(False, None)], when


async def test_a_bot_hears_nothing_of_it(tenant: Store) -> None:
    (one,) = await told(tenant, event("m1", DAY.format(2), {"phone": PHONE}, name="Asha Verma", text=NAMED))
    await told(tenant, CALL)
    told_bot = (
        await recall.brief(tenant, BriefAsk(GivenIdentifier("phone", PHONE), audience="bot"), now=utc_now())
    ).brief
    assert (told_bot["buyer_id"], told_bot["stakeholders"]) == (one, [])
    assert FATHER not in str(told_bot)
