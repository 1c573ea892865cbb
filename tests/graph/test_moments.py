"""What was true and what was known at a moment: by the settings and catalogue of that moment, and of nobody else's."""

from typing import Any
from uuid import uuid4

import pytest

from engine import explore, recall
from engine.explore import When
from engine.history import buyers_known_at
from engine.identify import derive_identity
from engine.model.event import Event, GivenIdentifier
from engine.model.identity import IdentifierKey
from engine.recall import BriefAsk
from engine.remember import record
from engine.store.configuration import save_catalogue, save_settings
from engine.store.session import Graph, Store
from engine.store.tenants import create_tenant
from tests.graph.makers import EMAIL, PHONE, at, event, work_off

NOW = at("2026-10-01T00:00:00Z")
BEFORE, AFTER = at("2026-05-20T00:00:00Z"), at("2026-06-02T00:00:00Z")
SECOND = "+919839000002"
FORM = {"channel": "web_form", "kind": "form"}


@pytest.fixture
async def tenant(graph: Graph) -> Store:
    made = await create_tenant(graph, f"moments {uuid4()}", now=at("2026-01-01T00:00:00Z"))
    return graph.tenant(made.id)


async def told(store: Store, *events: Event) -> list[str]:
    """The buyers of events that were recorded as they happened."""
    return [(await record(store, e, received_at=e.at, recorded_at=e.at)).buyer_id or "" for e in events]


async def settled(store: Store, now: str) -> None:
    """All read, as of a time soon after it was recorded; who is who decided anew."""
    await work_off(store, clock=lambda: at(now))
    await derive_identity(store)
    await work_off(store, clock=lambda: at(now))


async def brief(store: Store, value: str = PHONE, **when: Any) -> dict[str, Any]:
    kind = "email" if "@" in value else "phone"
    return (await recall.brief(store, BriefAsk(GivenIdentifier(kind, value), **when), now=NOW)).brief


async def test_a_number_of_our_own_today_was_a_buyers_before_the_catalogue_said_so(tenant: Store) -> None:
    """With all that they said under what it bound then, though nothing binds it today."""
    one, two = await told(
        tenant,
        event("m1", "2026-05-01T10:00:00Z", {"phone": PHONE, "email": EMAIL}, name="Meera Kapoor", **FORM),
        event("m2", "2026-05-02T10:00:00Z", {"email": EMAIL}, text="3BHK chahiye, 65 lakh tak", channel="email"),
    )
    assert one == two
    await settled(tenant, "2026-05-03T00:00:00Z")
    await save_catalogue(tenant, {"office_numbers": [PHONE]}, now=at("2026-06-01T00:00:00Z"))
    await settled(tenant, "2026-06-01T01:00:00Z")

    assert (await brief(tenant))["known"] is False
    assert (await brief(tenant, known_at=AFTER))["known"] is False
    then = await brief(tenant, known_at=BEFORE)
    assert (then["known"], then["buyer_id"], then["name"]) == (True, one, "Meera Kapoor")
    assert then["facts"]["budget"]["value"]["max"] == 6_500_000
    assert {i["value"] for i in then["identifiers"]} == {PHONE, EMAIL}
    whole = await explore.buyer(tenant, one, When(known_at=BEFORE), now=NOW)
    assert (whole["buyer_id"], whole["counts"]["interactions"]) == (one, 2)
    assert {i["value"] for i in (await brief(tenant, EMAIL, known_at=AFTER))["identifiers"]} == {EMAIL}


async def test_whose_id_it_was_then_is_asked_by_the_catalogue_of_then(tenant: Store) -> None:
    (one,) = await told(tenant, event("m1", "2026-05-01T10:00:00Z", {"phone": PHONE}, text="3BHK chahiye"))
    await save_catalogue(tenant, {"office_numbers": [PHONE]}, now=at("2026-06-01T00:00:00Z"))
    await settled(tenant, "2026-06-01T01:00:00Z")
    key = IdentifierKey("phone", "", PHONE)
    assert await buyers_known_at(tenant, key, {one, "another"}, before=AFTER) == {one}


async def test_a_number_too_many_share_today_bound_its_first_holder_before(tenant: Store) -> None:
    kinds = {"identifier_kinds": {"phone": {"base_bits": 12.0, "generic_at": 2}}}
    await save_settings(tenant, kinds, now=at("2026-04-01T00:00:00Z"))
    await told(
        tenant,
        event("m1", "2026-05-01T10:00:00Z", {"phone": PHONE, "email": EMAIL}, name="Meera Kapoor", **FORM),
        event("m2", "2026-05-02T10:00:00Z", {"phone": PHONE}, text="65 lakh tak", channel="web_form"),
    )
    await settled(tenant, "2026-05-03T00:00:00Z")
    other = {"phone": PHONE, "email": "r@example.in"}
    await told(tenant, event("m3", "2026-06-01T10:00:00Z", other, name="Rahul Singh", **FORM))
    await settled(tenant, "2026-06-01T12:00:00Z")
    assert "budget" not in (await brief(tenant, EMAIL))["facts"]
    then = await brief(tenant, EMAIL, known_at=BEFORE)
    assert then["facts"]["budget"]["value"]["max"] == 6_500_000
    assert {(i["value"], i["shared"]) for i in then["identifiers"]} == {(EMAIL, False), (PHONE, False)}


async def test_a_brief_of_then_is_composed_as_it_was_done_then(tenant: Store) -> None:
    await told(tenant, event("m1", "2026-05-01T10:00:00Z", {"phone": PHONE}, text="3BHK chahiye, 65 lakh tak"))
    await settled(tenant, "2026-05-02T00:00:00Z")
    then = await brief(tenant)
    await save_catalogue(tenant, {"vertical": "lending"}, now=at("2026-06-01T00:00:00Z"))
    assert (await brief(tenant, known_at=BEFORE))["next_question"] == then["next_question"]
    assert (await brief(tenant, known_at=AFTER))["next_question"] != then["next_question"]


async def test_a_number_passed_on_is_no_longer_listed(tenant: Store) -> None:
    both = {"phone": PHONE, "email": "i@example.in"}
    old, _, new, again = await told(
        tenant,
        event("m1", "2024-05-02T04:30:00Z", {"phone": PHONE, "email": EMAIL}, name="Meera Joshi", verified=True),
        event("m2", "2026-05-01T04:30:00Z", {"email": EMAIL}, text="65 lakh tak", channel="email"),
        event("m3", "2026-05-02T04:30:00Z", {"phone": PHONE}, name="Imran Khan", text="hello", verified=True),
        event("m4", "2026-05-03T04:30:00Z", both, name="Imran Khan", verified=True),
    )
    assert old != new == again
    await settled(tenant, "2026-05-04T00:00:00Z")

    async def listed(buyer: str, **when: Any) -> set[str]:
        return {i["value"] for i in (await explore.buyer(tenant, buyer, When(**when), now=NOW))["identifiers"]}

    early = at("2025-05-01T00:00:00Z")
    assert await listed(old) == await listed(old, known_at=BEFORE) == {EMAIL}
    assert await listed(old, as_of=early) == await listed(old, known_at=early) == {PHONE, EMAIL}
    assert await listed(old, known_at=BEFORE, as_of=early) == {PHONE, EMAIL}
    assert PHONE in await listed(new, known_at=BEFORE)


async def test_a_familys_phone_was_known_to_be_shared(tenant: Store) -> None:
    one, two = await told(
        tenant,
        event("m1", "2026-05-01T10:00:00Z", {"phone": PHONE, "crm_id": "C1"}, name="Meera Kapoor", **FORM),
        event("m2", "2026-05-10T10:00:00Z", {"phone": PHONE, "crm_id": "C2"}, name="Rahul Singh", **FORM),
    )
    assert one != two
    await settled(tenant, "2026-05-11T00:00:00Z")
    shared = await explore.buyer(tenant, one, When(known_at=BEFORE), now=NOW)
    assert shared["flags"] == (await explore.buyer(tenant, one, When(), now=BEFORE))["flags"] == ["shared_phone"]
    assert {i["kind"]: i["shared"] for i in shared["identifiers"]} == {"phone": True, "crm_id": False}
    alone = await explore.buyer(tenant, one, When(known_at=at("2026-05-05T00:00:00Z")), now=NOW)
    assert alone["flags"] == []


async def test_before_the_first_contact_nobody_is_known(tenant: Store) -> None:
    (buyer,) = await told(tenant, event("m1", "2026-05-02T10:00:00Z", {"phone": PHONE}, text="65 lakh tak"))
    await settled(tenant, "2026-05-03T00:00:00Z")
    first, day_before = at("2026-05-02T10:00:00Z"), at("2026-05-01T10:00:00Z")
    assert (await brief(tenant, as_of=first))["known"] is True
    for when in ({"as_of": day_before}, {"as_of": day_before, "known_at": BEFORE}, {"known_at": day_before}):
        assert (await brief(tenant, **when))["known"] is False
        assert (await recall.brief(tenant, BriefAsk(buyer_id=buyer, **when), now=NOW)).brief["known"] is False
