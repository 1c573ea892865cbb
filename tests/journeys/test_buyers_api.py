"""The buyer's graph over HTTP: what integrators rely on in CONTRACT.md section 4, on a story told through the API."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.managed.connect import Connection
from engine.clock import parse_time, rfc3339, utc_now
from engine.store.session import Graph
from tests.graph.makers import assert_verified, work_off
from tests.journeys.house import House, open_house
from tests.journeys.told import (
    CALL,
    CATALOGUE,
    FIRST,
    FORM,
    MAIL,
    OTHER,
    E,
    P,
    Q,
    evidence_in,
    get,
    said,
    tell,
    texts_of,
)


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        assert (await found.call("PUT", "/v1/catalogue", json=CATALOGUE)).status_code == 200
        yield found


# ---------------------------------------------------------------- one buyer


async def test_a_buyer_answers_under_every_id(house: House) -> None:
    one, two, three = await tell(house, FIRST, MAIL, FORM)
    assert one["buyer_id"] == three["buyer_id"] != two["buyer_id"]

    plain = await get(house, f"/v1/buyers/{one['buyer_id']}")
    assert (plain["buyer_id"], plain["merged_into"], plain["name"]) == (one["buyer_id"], None, "Meera Joshi")
    assert {(i["kind"], i["value"]) for i in plain["identifiers"]} == {("phone", P), ("email", E)}
    assert plain["facts"]["budget"]["value"] == {"min": None, "max": 6_500_000, "currency": "INR"}
    assert plain["counts"]["interactions"] == 3
    assert plain["counts"]["stakeholders"] == 1

    former = await get(house, f"/v1/buyers/{two['buyer_id']}")
    assert (former["buyer_id"], former["merged_into"]) == (one["buyer_id"], one["buyer_id"])
    assert {**former, "merged_into": None} == plain
    for part in ("timeline", "facts", "graph", "decision-map", "identity"):
        assert await get(house, f"/v1/buyers/{two['buyer_id']}/{part}") == await get(
            house, f"/v1/buyers/{one['buyer_id']}/{part}"
        ), part


async def test_the_timeline_has_turns_signals_and_pages(house: House) -> None:
    (one, *_) = await tell(house, FIRST, CALL, said(6, "2026-05-10T10:00:00+05:30", {"phone": P}, "Theek hai."))
    path = f"/v1/buyers/{one['buyer_id']}/timeline"
    whole = await get(house, path)
    assert [i["channel"] for i in whole["items"]] == ["whatsapp", "voice", "whatsapp"]
    assert [i["at"] for i in whole["items"]] == sorted((i["at"] for i in whole["items"]), reverse=True)
    first = whole["items"][-1]
    assert [(t["turn"], t["speaker"]) for t in first["turns"]] == [("t1", "buyer"), ("t2", "seller"), ("t3", "buyer")]
    assert {s["slot"] for s in first["signals"]} >= {"budget", "products", "stakeholders"}
    budget = next(s for s in first["signals"] if s["slot"] == "budget")
    assert budget["value"] == {"min": None, "max": 6_500_000, "currency": "INR"}

    seen, cursor = [], None
    while True:
        page = await get(house, path, limit=1, **({"cursor": cursor} if cursor else {}))
        seen += page["items"]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert seen == whole["items"]
    assert [i["channel"] for i in (await get(house, path, channel="voice"))["items"]] == ["voice"]


async def test_a_revised_interaction_is_on_the_timeline_once(house: House) -> None:
    (one,) = await tell(house, FIRST)
    (revised,) = await tell(house, {**FIRST, "turns": [{"id": "t1", "speaker": "buyer", "text": "4BHK chahiye."}]})
    assert revised["revises"] == one["interaction_id"]
    (item,) = (await get(house, f"/v1/buyers/{one['buyer_id']}/timeline"))["items"]
    assert (item["interaction_id"], item["revises"]) == (revised["interaction_id"], one["interaction_id"])
    assert [t["text"] for t in item["turns"]] == ["4BHK chahiye."]
    assert (await get(house, "/v1/recall", q="65 lakh"))["items"] == []
    products = (await get(house, f"/v1/buyers/{one['buyer_id']}/facts", slot="products", history=True))["items"]
    assert [f["value"] for f in products] == ["4BHK"]


async def test_facts_have_a_history_and_all_their_evidence(house: House) -> None:
    (one, *_) = await tell(house, FIRST, MAIL, FORM, CALL)
    path = f"/v1/buyers/{one['buyer_id']}/facts"
    (now,) = (await get(house, path, slot="budget"))["items"]
    assert (now["valid_to"], now["superseded_at"]) == (None, None)
    old, new = (await get(house, path, slot="budget", history=True))["items"]
    assert new == now
    assert old["value"]["max"] == 6_500_000
    assert old["valid_from"] < old["valid_to"] == new["valid_from"]
    assert old["superseded_at"] == new["recorded_at"] >= old["recorded_at"]
    assert {f["slot"] for f in (await get(house, path))["items"]} >= {"budget", "products", "timeline", "name"}


async def test_evidence_quotes_the_very_words(house: House) -> None:
    (one, *_) = await tell(house, FIRST, MAIL, FORM, CALL)
    texts = await texts_of(house)
    answers = [
        await get(house, f"/v1/buyers/{one['buyer_id']}{part}")
        for part in ("", "/facts?history=true", "/timeline", "/decision-map")
    ]
    quoted = [e for e in evidence_in([*answers, await get(house, "/v1/decision-makers")]) if e.get("turn")]
    assert len(quoted) > 10
    for e in quoted:
        assert texts[e["interaction_id"], e["turn"]][e["start"] : e["end"]] == e["quote"]


async def test_as_of_and_known_at(house: House) -> None:
    (one, two, *_) = await tell(house, FIRST, MAIL)
    before = utc_now()
    await tell(house, FORM, CALL)
    buyer, other = one["buyer_id"], two["buyer_id"]

    async def budget(part: str, **when: datetime) -> Any:
        answer = await get(house, f"/v1/buyers/{buyer}{part}", **{k: rfc3339(v) for k, v in when.items()})
        if part == "":
            return answer["facts"].get("budget", {}).get("value", {}).get("max")
        return next((f["value"]["max"] for f in answer["items"] if f["slot"] == "budget"), None)

    may_3, may_1 = parse_time("2026-05-03T00:00:00Z"), parse_time("2026-05-01T00:00:00Z")
    for part in ("", "/facts"):
        assert await budget(part) == 7_000_000
        assert await budget(part, as_of=may_3) == 6_500_000
        assert await budget(part, as_of=may_1) is None
        assert await budget(part, known_at=before) == 6_500_000
        assert await budget(part, known_at=before, as_of=may_1) is None

    then = rfc3339(before)
    assert (await get(house, f"/v1/buyers/{other}", known_at=then))["buyer_id"] == other
    assert (await get(house, f"/v1/buyers/{other}"))["buyer_id"] == buyer
    drawn = await get(house, f"/v1/buyers/{buyer}/graph", known_at=then)
    assert {n["caption"] for n in drawn["nodes"] if n["label"] == "Identifier"} == {f"phone {P}"}
    assert (await get(house, f"/v1/buyers/{buyer}/decision-map", as_of=rfc3339(may_1)))["people"] == []
    assert (await get(house, f"/v1/buyers/{buyer}/decision-map", known_at=then))["people"] != []


async def test_known_at_knows_what_people_had_decided(house: House) -> None:
    (one,) = await tell(house, FIRST)
    told = {"slot": "budget", "value": {"min": None, "max": 8_000_000, "currency": "INR"}, "reason": "on the visit"}
    answer = await house.call("POST", f"/v1/buyers/{one['buyer_id']}/corrections", json=told)
    assert answer.json()["facts"]["budget"]["value"]["max"] == 8_000_000
    await work_off(house.store)
    later = rfc3339(utc_now() + timedelta(seconds=1))
    known = await get(house, f"/v1/buyers/{one['buyer_id']}", known_at=later)
    assert known["facts"]["budget"]["value"]["max"] == 8_000_000
    assert known["facts"]["budget"]["said_by"] == "correction"


async def test_corrections_and_assignments(house: House) -> None:
    (one,) = await tell(house, FIRST)
    path = f"/v1/buyers/{one['buyer_id']}"
    (person,) = (await get(house, f"{path}/decision-map"))["people"]
    answer = await house.call(
        "POST", f"{path}/corrections", json={"stakeholder_id": person["stakeholder_id"], "wrong": True, "reason": "no"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["facts"]["products"][0]["value"] == "3BHK"
    assert (await get(house, f"{path}/decision-map"))["people"] == []

    assigned = await house.call("POST", f"{path}/assign", json={"agent_id": "rep-7", "reason": "speaks Awadhi"})
    assert assigned.json()["owner"] == "rep-7"
    assert [b["buyer_id"] for b in (await get(house, "/v1/buyers", owner="rep-7"))["items"]] == [one["buyer_id"]]
    assert (await get(house, "/v1/buyers", owner="rep-8"))["items"] == []
    await assert_verified(house.store)


# ---------------------------------------------------------------- decisions


async def test_who_decides(house: House) -> None:
    one, other = await tell(house, FIRST, OTHER)
    found = await get(house, f"/v1/buyers/{one['buyer_id']}/decision-map")
    (wife,) = found["people"]
    assert (wife["relation"], wife["role"], wife["heard"]) == ("wife", "veto", False)
    assert "parking" in wife["on"] or "decision" in wife["on"]
    assert found["warnings"][:2] == ["single_threaded", "veto_unheard"]
    assert (await get(house, f"/v1/buyers/{other['buyer_id']}/decision-map"))["people"] == []

    for params in ({}, {"role": "veto"}, {"relation": "Wife"}, {"project": "gh towers"}, {"location": "gomti nagar"}):
        (item,) = (await get(house, "/v1/decision-makers", **params))["items"]
        assert (item["stakeholder_id"], item["buyer_id"], item["buyer_name"]) == (
            wife["stakeholder_id"],
            one["buyer_id"],
            "Meera Joshi",
        ), params
    for params in (
        {"role": "payer"},
        {"relation": "father"},
        {"project": "Sarita Enclave"},
        {"location": "Hazratganj"},
        {"since": "2026-06-01T00:00:00Z"},
    ):
        assert (await get(house, "/v1/decision-makers", **params))["items"] == [], params


# ---------------------------------------------------------------- across buyers


async def test_a_list_says_what_a_brief_says(house: House) -> None:
    one, other = await tell(house, FIRST, OTHER)
    items = {b["buyer_id"]: b for b in (await get(house, "/v1/buyers"))["items"]}
    assert set(items) == {one["buyer_id"], other["buyer_id"]}
    for buyer_id, item in items.items():
        brief = await get(house, "/v1/brief", buyer_id=buyer_id)
        assert {k: item[k] for k in ("name", "synthesis", "last_touch", "flags")} == {
            k: brief[k] for k in ("name", "synthesis", "last_touch", "flags")
        }


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "meera"}, "one"),
        ({"q": "Meera JOSHI"}, "one"),
        ({"q": "mee"}, "one"),
        ({"q": "gomti"}, "both"),
        ({"q": "gomti meera"}, "one"),
        ({"q": "098390 11111"}, "one"),
        ({"q": "98390"}, "both"),
        ({"q": "+91 98390 22222"}, "other"),
        ({"q": "2bhk"}, "other"),
        ({"q": "zanzibar"}, "none"),
        ({"q": 'tenant_id:* OR (text:"a"'}, "none"),
        ({"q": "***"}, "none"),
        ({"q": "gomti NOT meera"}, "none"),
        ({"project": "Gomti Heights"}, "both"),
        ({"project": "gh towers", "q": "imran"}, "other"),
        ({"project": "Nowhere"}, "none"),
        ({"flag": "opted_out"}, "none"),
        ({"stage": "negotiation"}, "none"),
    ],
)
async def test_buyers_are_found(house: House, params: dict[str, str], found: str) -> None:
    one, other = (a["buyer_id"] for a in await tell(house, FIRST, OTHER))
    wanted = {"one": {one}, "other": {other}, "both": {one, other}, "none": set()}[found]
    assert {b["buyer_id"] for b in (await get(house, "/v1/buyers", **params))["items"]} == wanted


async def test_lists_page_without_loss_or_repetition(house: House) -> None:
    at = "2026-05-09T10:00:00+05:30"
    events = [said(n, at, {"phone": f"+9198390{n:05d}"}, "2BHK chahiye.") for n in range(11111, 11118)]
    ids = sorted(a["buyer_id"] for a in await tell(house, *events))
    for params in ({}, {"q": "2bhk"}):
        seen, cursor = [], None
        for _ in range(10):
            page = await get(house, "/v1/buyers", limit=3, **params, **({"cursor": cursor} if cursor else {}))
            assert len(page["items"]) <= 3
            seen += [b["buyer_id"] for b in page["items"]]
            cursor = page["cursor"]
            if cursor is None:
                break
        assert seen == ids


async def test_recall_finds_what_was_said(house: House) -> None:
    one, other = await tell(house, FIRST, OTHER)
    items = (await get(house, "/v1/recall", q="parking"))["items"]
    assert {i["buyer_id"] for i in items} == {one["buyer_id"], other["buyer_id"]}
    assert [i["score"] for i in items] == sorted((i["score"] for i in items), reverse=True)
    mine = next(i for i in items if i["buyer_id"] == one["buyer_id"])
    assert (mine["interaction_id"], mine["turn"], mine["speaker"]) == (one["interaction_id"], "t3", "buyer")
    assert mine["before"]["text"] == "Noted, I will send the brochure."
    assert mine["after"] is None

    (hit,) = (await get(house, "/v1/recall", q="पार्किंग", buyer_id=other["buyer_id"]))["items"]
    assert (hit["buyer_id"], hit["before"], hit["after"]) == (other["buyer_id"], None, None)
    assert (await get(house, "/v1/recall", q="parking", channel="voice"))["items"] == []
    (late,) = (await get(house, "/v1/recall", q="parking", since="2026-05-05T00:00:00Z"))["items"]
    assert late["buyer_id"] == other["buyer_id"]
    (both, _) = (await get(house, "/v1/recall", q="parking for my wife"))["items"]
    assert both["buyer_id"] == one["buyer_id"]
    for nothing in ("?!", 'a"b\\', "text:*", "-", "(((", "NOT", "zanzibar"):
        assert (await get(house, "/v1/recall", q=nothing))["items"] == [], nothing


# ---------------------------------------------------------------- the drawing


async def test_buyers_meet_at_projects_and_never_in_what_is_their_own(house: House) -> None:
    one, other = await tell(house, FIRST, OTHER)
    alone = await get(house, f"/v1/buyers/{one['buyer_id']}/graph")
    labels = {n["label"] for n in alone["nodes"]}
    assert labels >= {"Buyer", "Identifier", "Fact", "Project", "Stakeholder"}
    assert "Interaction" not in labels
    assert len([n for n in alone["nodes"] if n["label"] == "Buyer"]) == 1

    drawn = await get(house, f"/v1/buyers/{one['buyer_id']}/graph", depth=2)
    ids = [n["id"] for n in drawn["nodes"]]
    assert len(ids) == len(set(ids))
    assert {e[end] for e in drawn["edges"] for end in ("from", "to")} <= set(ids)
    assert all(n["caption"].strip() for n in drawn["nodes"])
    met = {n["id"]: n["caption"] for n in drawn["nodes"] if n["label"] == "Buyer"}
    assert met == {one["buyer_id"]: "Meera Joshi", other["buyer_id"]: "Imran Khan"}
    assert {e["type"] for e in drawn["edges"] if other["buyer_id"] in (e["from"], e["to"])} == {"INTERESTED_IN"}
    assert not any("2BHK" in n["caption"] or Q in n["caption"] for n in drawn["nodes"])
    assert drawn["truncated"] is False
    deep = await get(house, f"/v1/buyers/{one['buyer_id']}/graph", depth=3)
    assert {n["id"] for n in deep["nodes"]} >= set(ids)
    assert not any("2BHK" in n["caption"] or Q in n["caption"] for n in deep["nodes"])
