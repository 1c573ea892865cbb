"""What can be asked of the buyers' graph, below HTTP: whole results, in order, of this tenant alone."""

from typing import Any
from uuid import uuid4

import pytest

from engine import explain, explore, find, review
from engine.clock import utc_now
from engine.errors import NotFound
from engine.explore import AT_ONE_PLACE, When
from engine.find import Deciders, Wanted
from engine.judge import Side, judge
from engine.model.event import Event, GivenIdentifier
from engine.remember import record
from engine.store import buyers as buyer_store
from engine.store.configuration import save_catalogue, save_settings
from engine.store.session import Graph, Store
from engine.store.tenants import create_tenant
from graph_schema.vocabulary import Verdict
from tests.graph.makers import EMAIL, PHONE, ask, assert_verified, event, indexed, searched, work_off

DAY = "2026-05-{:02d}T04:30:00Z"
CRM, FORM = {"channel": "crm", "kind": "update"}, {"channel": "web_form", "kind": "form"}
SECOND, THIRD = "+919839000002", "+919839000003"
WIFE = "My wife must agree before we finalise."
LOST: dict[str, Any] = {
    "channel": "crm", "kind": "outcome", "direction": "internal", "data": {"outcome": "lost", "reason": "price"},
}  # fmt: skip
CATALOGUE = {"projects": [{"name": "Gomti Heights", "aliases": ["gomti towers"]}], "office_numbers": ["+915224000000"]}


async def told(store: Store, *events: Event) -> list[str]:
    """The buyers of events, in order; everything read and folded."""
    found = [(await record(store, e, received_at=utc_now())).buyer_id or "" for e in events]
    await work_off(store)
    await indexed(store)
    return found


async def selling(graph: Graph) -> Store:
    """A tenant with a catalogue."""
    tenant = await create_tenant(graph, f"explore {uuid4()}", now=utc_now())
    await save_catalogue(graph.tenant(tenant.id), CATALOGUE, now=utc_now())
    return graph.tenant(tenant.id)


def phone(value: str) -> GivenIdentifier:
    return GivenIdentifier("phone", value)


async def names(store: Store, wanted: Wanted) -> list[str]:
    items, _ = await find.buyers(store, wanted, after=None, limit=200, now=utc_now())
    return [item["buyer_id"] for item in items]


@pytest.mark.parametrize("name", ["list_all", "list_buyers", "list_decision_makers", "list_led_to"])
async def test_pages_are_read_in_the_order_of_the_index(graph: Graph, name: str) -> None:
    """Neither sorts what lies before its LIMIT, so that a page costs the same however many buyers there are."""
    query = buyer_store.QUERIES[f"buyers/{name}"]
    empty = {p: "" if kind == "string" else 1 if kind == "integer" else None for p, kind in query.params.items()}
    result = await graph.driver.execute_query("EXPLAIN " + query.text, empty, database_=graph.database)
    plan = result.summary.plan
    assert plan is not None
    while "Limit" not in plan["operatorType"]:
        (*_, plan) = reversed(plan["children"])
    below = [plan]
    while below:
        node = below.pop()
        assert not node["operatorType"].startswith(("Top", "Sort", "PartialTop")), node
        below += node.get("children", [])


async def test_tenants_whose_names_begin_alike_share_no_index(graph: Graph, store: Store) -> None:
    other = graph.tenant(store.tenant_id + "-b")
    said = "Parking chahiye, 3BHK in Gomti Nagar, my wife must agree first."
    mine = await told(store, event("m1", DAY.format(2), {"phone": PHONE}, name="Meera Joshi", text=said))
    theirs = await told(other, event("m1", DAY.format(2), {"phone": PHONE}, name="Meera Joshi", text=said))
    assert mine != theirs
    for tenant, expected in ((store, mine), (other, theirs)):
        assert await names(tenant, Wanted(q="meera")) == expected
        assert await names(tenant, Wanted(q=PHONE)) == expected
        assert [hit["buyer_id"] for hit in await searched(tenant, "parking")] == expected
        people, _ = await find.decision_makers(tenant, Deciders(), after="", limit=10)
        assert [p["buyer_id"] for p in people] == expected
    scores = [(await searched(t, "parking wife"))[0]["score"] for t in (store, other)]
    assert scores[0] == scores[1]
    with pytest.raises(NotFound):
        await explore.buyer(store, theirs[0], When(), now=utc_now())


async def test_recall_knows_what_counts(store: Store) -> None:
    """Edited and deleted words are gone; what nobody is known to have said is still found."""
    await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, text="parking for two cars"),
        event("m2", DAY.format(3), {"phone": PHONE}, text="parking for a lorry"),
        event("m3", DAY.format(4), [], text="parking for a bicycle", channel="web_chat"),
        event("x1", DAY.format(5), {"phone": PHONE}, kind="edit", text="parking for one car", data={"of": "m1"}),
        event("x2", DAY.format(6), {"phone": PHONE}, kind="delete", data={"of": "m2"}),
    )
    hits = await searched(store, "parking")
    assert {(hit["text"], hit["buyer_id"] is None) for hit in hits} == {
        ("parking for one car", False),
        ("parking for a bicycle", True),
    }


async def test_of_one_buyer_spellings_are_folded_and_rare_words_weigh_more(store: Store) -> None:
    buyer, *_ = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, text="Parking chahiye"),
        event("m2", DAY.format(3), {"phone": PHONE}, text="Parking aur lift chahiye"),
        event("m3", DAY.format(4), {"phone": PHONE}, text="Kal baat karte hain"),
    )
    assert [h["text"] for h in await searched(store, "lift parking", buyer_id=buyer)] == [
        "Parking aur lift chahiye",
        "Parking chahiye",
    ]
    assert [h["text"] for h in await searched(store, "chaahiye", buyer_id=buyer, limit=1)] == [
        "Parking aur lift chahiye"
    ]
    assert await searched(store, "swimming", buyer_id=buyer) == []


async def test_a_timeline_of_one_moment_pages_without_loss(store: Store) -> None:
    at = "2026-05-02T04:30:00.123456Z"
    buyer, *_ = await told(store, *(event(f"m{n}", at, {"phone": PHONE}, text=f"message {n}") for n in range(7)))
    seen, after = [], None
    while True:
        page, after = await explore.timeline(store, buyer, channel=None, after=after, limit=2)
        seen += [item["interaction_id"] for item in page]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)


async def test_what_cannot_be_shown_of_a_hub_is_counted(graph: Graph) -> None:
    store = await selling(graph)
    many = AT_ONE_PLACE + 5
    events = [
        event(f"m{n}", DAY.format(2), {"phone": f"+9198390{n:05d}"}, text="Gomti Heights dekhna hai")
        for n in range(70_000, 70_000 + many)
    ]
    buyer, *others = await told(store, *events)
    drawn = await explore.graph(store, buyer, When(), depth=2, now=utc_now())
    (project,) = [n for n in drawn["nodes"] if n["label"] == "Project"]
    met = {n["id"] for n in drawn["nodes"] if n["label"] == "Buyer"} - {buyer}
    assert (project["caption"], project["more"], drawn["truncated"]) == ("Gomti Heights", many - 1 - AT_ONE_PLACE, True)
    assert len(met) == AT_ONE_PLACE
    assert met <= set(others)
    assert set(await names(store, Wanted(project="Gomti Towers"))) == {buyer, *others}


async def test_a_drawing_is_written_in_the_language_of_the_team(graph: Graph) -> None:
    store = await selling(graph)
    await save_settings(store, {"language": "hi"}, now=utc_now())
    one, _ = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, text="3BHK in Gomti Heights chahiye"),
        event("m2", DAY.format(2), {"phone": SECOND}, text="2BHK in Gomti Heights chahiye"),
    )
    drawn = await explore.graph(store, one, When(), depth=3, now=utc_now())
    captions = {n["label"]: n["caption"] for n in drawn["nodes"]}
    assert (captions["Identifier"], captions["Buyer"]) == (f"फ़ोन {PHONE}", "ख़रीदार")
    assert captions["Interaction"] == "व्हाट्सऐप संदेश, 2 मई 2026"


async def test_flags_are_filtered_over_pages(store: Store) -> None:
    first, second, third = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, text="Please do not contact me again, remove my number."),
        event("m2", DAY.format(2), {"phone": SECOND}, text="3BHK chahiye"),
        event(
            "m3",
            DAY.format(2),
            {"phone": THIRD},
            text="Not now, not looking this year. Ask me after Diwali.",
        ),
    )
    assert await names(store, Wanted(flag="opted_out")) == [first]
    assert await names(store, Wanted(flag="not_now")) == [third]
    assert await names(store, Wanted(flag="not_now", q="3BHK")) == []
    assert set(await names(store, Wanted())) == {first, second, third}
    assert set(await names(store, Wanted(q=" ", stage="", owner="", project=""))) == {first, second, third}


async def test_the_way_between_two_leads_over_others(store: Store) -> None:
    first, *_ = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE, "email": EMAIL}, name="Asha Verma", **FORM),
        event("m2", DAY.format(3), {"email": EMAIL, "crm_id": "C1"}, name="Asha Verma", **CRM),
    )
    answer = await explain.why(store, phone(PHONE), GivenIdentifier("crm_id", "C1"), now=utc_now())
    assert (answer["same"], answer["buyer_id"]) == (True, first)
    assert [(s["a"]["kind"], s["b"]["kind"]) for s in answer["path"]] == [("phone", "email"), ("email", "crm_id")]
    assert all(len(s["interaction_ids"]) == 1 and s["why"] for s in answer["path"])
    back = await explain.why(store, GivenIdentifier("crm_id", "C1"), phone(PHONE), now=utc_now())
    assert [(s["a"]["kind"], s["b"]["kind"]) for s in back["path"]] == [("crm_id", "email"), ("email", "phone")]


async def test_why_not_names_the_narrowest_of_what_was_refused(store: Store) -> None:
    """Three records of one CRM, each tied to the next by a form: C1 and C3 have no evidence of their own."""
    await told(
        store,
        event("r1", DAY.format(2), {"crm_id": "C1", "phone": PHONE}, name="Asha Verma", **CRM),
        event("r2", DAY.format(2), {"crm_id": "C2", "phone": SECOND}, name="Asha Verma", **CRM),
        event("r3", DAY.format(2), {"crm_id": "C3", "phone": THIRD}, name="Asha Verma", **CRM),
        event("f1", DAY.format(3), {"phone": PHONE, "email": EMAIL}, name="Asha Verma", **FORM),
        event("f2", DAY.format(4), {"phone": SECOND, "email": EMAIL}, name="Asha Verma", **FORM),
        event("f3", DAY.format(4), {"phone": SECOND, "email": "asha.v@example.in"}, name="Asha Verma", **FORM),
        event("f4", DAY.format(5), {"phone": THIRD, "email": "asha.v@example.in"}, name="Asha Verma", **FORM),
    )
    answer = await explain.why(store, GivenIdentifier("crm_id", "C1"), GivenIdentifier("crm_id", "C3"), now=utc_now())
    assert (answer["same"], answer["path"]) == (False, [])
    assert answer["blocked_by"]["rule"] == "unique"
    assert answer["blocked_by"]["edge"]["bits"] >= 10
    seen, after = [], review.START
    while True:
        page, last = await review.review(store, after=after, limit=1)
        seen += page
        if last is None:
            break
        after = last
    whole, _ = await review.review(store, limit=200)
    assert seen == whole
    assert len({frozenset((i["a"]["buyer_id"], i["b"]["buyer_id"])) for i in seen}) == len(seen) == 2


async def test_what_is_nobodys_says_so(graph: Graph) -> None:
    store = await selling(graph)
    await told(store, event("m1", DAY.format(2), {"phone": "+915224000000", "email": EMAIL}, text="hello"))
    email = GivenIdentifier("email", EMAIL)
    assert (await explain.why(store, phone("+915224000000"), email, now=utc_now()))["blocked_by"]["rule"] == "unheld"
    assert (await explain.why(store, phone("9999999999"), email, now=utc_now()))["blocked_by"]["rule"] == "blocked"
    with pytest.raises(NotFound):
        await explain.why(store, phone(PHONE), email, now=utc_now())
    same = await explain.why(store, email, GivenIdentifier("email", EMAIL.upper()), now=utc_now())
    assert (same["same"], same["path"], same["blocked_by"]) == (True, [], None)


async def test_a_number_passed_on_is_two_peoples(store: Store) -> None:
    old, new = await told(
        store,
        event("m1", "2024-05-02T04:30:00Z", {"phone": PHONE}, name="Meera Joshi", text="hello", verified=True),
        event("m2", "2026-05-02T04:30:00Z", {"phone": PHONE}, name="Imran Khan", text="hello", verified=True),
    )
    assert old != new
    answer = await explain.why(store, phone(PHONE), phone(PHONE), now=utc_now())
    assert (answer["same"], answer["blocked_by"]["rule"]) == (False, "same_identifier")
    mine = (await explain.consists_of(store, old, now=utc_now()))["holdings"]
    theirs = (await explain.consists_of(store, new, now=utc_now()))["holdings"]
    assert [(h["from"], h["to"], h["shared"]) for h in mine] == [(None, theirs[0]["from"], False)]
    assert [(h["to"], h["shared"]) for h in theirs] == [(None, False)]


async def test_a_buyer_whose_first_word_was_revised_keeps_answering(store: Store) -> None:
    """Under the id of an observation that no longer counts: of the versions, the one that counts stands somewhere."""
    first = event("m1", DAY.format(2), {"phone": PHONE}, text="budget 65 lakh")
    second = event("m1", DAY.format(2), {"phone": PHONE}, text="budget 75 lakh")
    one, two = await told(store, first, second)
    assert one == two
    consists = await explain.consists_of(store, one, now=utc_now())
    assert (consists["buyer_id"], [h["value"] for h in consists["holdings"]]) == (one, [PHONE])
    known = await explore.buyer(store, one, When(known_at=utc_now()), now=utc_now())
    assert (known["buyer_id"], known["facts"]["budget"]["value"]["max"]) == (one, 7_500_000)


async def test_a_persons_word_is_a_link(store: Store) -> None:
    one, two = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, text="hello"),
        event("m2", DAY.format(3), {"phone": SECOND}, text="hello"),
    )
    effect = await judge(store, Side(phone(PHONE)), Side(phone(SECOND)), Verdict.SAME, by="rep-7", reason="her new one")
    assert effect.merged == ((one, (two,)),)
    consists = await explain.consists_of(store, two, now=utc_now())
    assert consists["buyer_id"] == one
    (link,) = consists["links"]
    assert (link["why"], link["interaction_ids"]) == ("a person said that they are the same", [])


async def test_people_page_in_order(store: Store) -> None:
    relations = ("wife", "father", "mother", "brother", "sister")
    says = "My {} must agree before we finalise."
    numbers = (f"+9198390{n}" for n in range(20_000, 20_100))
    await told(store, *(event(r, DAY.format(2), {"phone": next(numbers)}, text=says.format(r)) for r in relations))
    whole, end = await find.decision_makers(store, Deciders(), after="", limit=200)
    assert ({p["relation"] for p in whole}, end) == (set(relations), None)
    seen, after = [], ""
    while True:
        page, last = await find.decision_makers(store, Deciders(), after=after, limit=2)
        seen += page
        if last is None:
            break
        after = last
    assert seen == whole


async def test_a_stakeholder_of_several_buyers_is_known_by_the_number_never_by_the_name(store: Store) -> None:
    """Two siblings name their father with his number, a third names a father who is called the same; he buys too."""
    says = "My father Ramesh will take the final decision, call him on {}"
    one, two, other, father = await told(
        store,
        event("s1", DAY.format(2), {"phone": PHONE}, name="Asha Verma", text=says.format("098390 00009")),
        event("s2", DAY.format(3), {"phone": SECOND}, name="Rohan Verma", text=says.format("+91 98390-00009")),
        event(
            "s3", DAY.format(3), {"phone": THIRD}, name="Neha Rao", text="My father Ramesh will take the final decision"
        ),
        event("s4", DAY.format(4), {"phone": "+919839000009"}, name="Ramesh Verma", text="3BHK chahiye"),
    )
    items, _ = await find.decision_makers(store, Deciders(relation="father"), after="", limit=10)
    tied = {i["buyer_id"]: (i["role"], i["known_as"], i["also_with"]) for i in items}
    assert tied == {one: ("decider", [father], [two]), two: ("decider", [father], [one]), other: ("decider", [], [])}
    drawn = await explore.graph(store, one, When(), depth=2, now=utc_now())
    met = {n["id"] for n in drawn["nodes"] if n["label"] == "Buyer"}
    assert met == {one, two, father}
    (number,) = (n["id"] for n in drawn["nodes"] if n["caption"] == "phone +919839000009")
    kinds = {(e["from"] == number, e["type"]) for e in drawn["edges"] if number in (e["from"], e["to"])}
    assert kinds == {(False, "IS"), (False, "DECIDES_WITH"), (True, "HELD_AS")}
    his = await explore.graph(store, father, When(), depth=2, now=utc_now())
    assert {n["id"] for n in his["nodes"] if n["label"] == "Buyer"} == {one, two, father}
    await assert_verified(store)


async def test_whom_to_win_first_for_a_project(graph: Graph) -> None:
    """The father of two siblings before the wife of one; nobody of a lost deal, until the buyer is heard again."""
    store = await selling(graph)
    likes = "3BHK in Gomti Heights chahiye. "
    father = likes + "My father Ramesh will take the final decision, call him on 098390 00009"
    one, two, three, _, lost = await told(
        store,
        event("s1", DAY.format(2), {"phone": PHONE}, name="Asha Verma", text=father),
        event("s2", DAY.format(3), {"phone": SECOND}, name="Rohan Verma", text=father),
        event("s3", DAY.format(3), {"phone": THIRD}, name="Neha", text=likes + WIFE),
        event("s4", DAY.format(3), {"phone": "+919839000044"}, text=WIFE),
        event("s5", DAY.format(3), {"phone": "+919839000055"}, text=likes + WIFE),
    )
    await told(store, event("x", DAY.format(5), {"phone": "+919839000055"}, **LOST))
    people = await find.first_to_win(store, "gomti towers", limit=10)
    assert [(p["relation"], p["open_deals"], p["hang_on_them"], p["wait_for_them"]) for p in people] == [
        ("father", 2, 2, 2),
        ("wife", 1, 1, 1),
    ]
    assert [{d["buyer_id"] for d in p["deals"]} for p in people] == [{one, two}, {three}]
    assert {d["buyer_name"] for d in people[0]["deals"]} == {"Asha Verma", "Rohan Verma"}
    await told(store, event("y", DAY.format(6), {"phone": "+919839000055"}, text="Hello again, is it still there?"))
    again = await find.first_to_win(store, "Gomti Heights", limit=10)
    assert {d["buyer_id"] for p in again for d in p["deals"]} == {one, two, three, lost}
    assert await find.first_to_win(store, "Sarita Enclave", limit=10) == []


async def test_what_no_one_is_any_more_leaves_no_number(store: Store) -> None:
    said = event("s1", DAY.format(2), {"phone": PHONE}, text="My father will decide, his number is 098390 00009")
    await told(store, said)
    numbers = "MATCH (x:Identifier {tenant_id: $t, value: '+919839000009'}) RETURN count(x) AS n"
    assert await ask(store, numbers) == [{"n": 1}]
    await told(store, event("x1", DAY.format(3), {"phone": PHONE}, kind="edit", text="3BHK chahiye", data={"of": "s1"}))
    assert await ask(store, numbers) == [{"n": 0}]
    await assert_verified(store)


async def test_who_was_not_heard_is_found_across_buyers(store: Store) -> None:
    says = "My wife must agree before we finalise."
    one, two = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, text=says),
        event("m2", DAY.format(2), {"phone": SECOND}, text=says),
    )
    unheard, _ = await find.decision_makers(store, Deciders(role="veto", heard=False), after="", limit=10)
    assert {p["buyer_id"] for p in unheard} == {one, two}
    heard, _ = await find.decision_makers(store, Deciders(role="veto", heard=True), after="", limit=10)
    assert heard == []
