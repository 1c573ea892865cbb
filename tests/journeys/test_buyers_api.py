"""The buyer's graph over HTTP: what integrators rely on in CONTRACT.md section 4, on a story told through the API."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.managed.connect import Connection
from engine.clock import parse_time, rfc3339, utc_now
from engine.store.session import Graph
from tests.graph.makers import ask, assert_verified, work_off
from tests.journeys.house import House, open_house

P, Q, E = "+919839011111", "+919839022222", "meera.j@example.in"
CATALOGUE = {
    "vertical": "real_estate",
    "projects": [
        {"name": "Gomti Heights", "aliases": ["GH towers"], "locations": ["Gomti Nagar"], "configurations": ["3BHK"]},
        {"name": "Sarita Enclave", "aliases": [], "locations": ["Indira Nagar"], "configurations": ["2BHK"]},
    ],
    "competitors": [{"name": "Riverside Court", "aliases": []}],
}


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        assert (await found.call("PUT", "/v1/catalogue", json=CATALOGUE)).status_code == 200
        yield found


def said(n: int, at: str, identifiers: dict[str, str], *turns: str, **more: Any) -> dict[str, Any]:
    """An event; a turn that begins with > is the seller's."""
    return {
        "id": f"e{n}",
        "source": "told",
        "channel": "whatsapp",
        "at": at,
        "identifiers": [{"kind": kind, "value": value} for kind, value in identifiers.items()],
        "turns": [
            {"id": f"t{i}", "speaker": "seller" if text[0] == ">" else "buyer", "text": text.lstrip("> ")}
            for i, text in enumerate(turns, 1)
        ],
        **more,
    }


FIRST = said(
    1, "2026-05-02T10:00:00+05:30", {"phone": P},
    "3BHK chahiye Gomti Nagar me, 65 lakh tak. Gomti Heights dekhna hai.",
    "> Noted, I will send the brochure.",
    "My wife must agree before we finalise. Parking ka kya hai?",
    profile={"name": "Meera Joshi"},
)  # fmt: skip
MAIL = said(2, "2026-05-04T10:00:00+05:30", {"email": E}, "We need possession before October 2026.", channel="email")
FORM = said(3, "2026-05-06T10:00:00+05:30", {"phone": P, "email": E}, channel="web_form", kind="form")
CALL = said(
    4, "2026-05-08T10:00:00+05:30", {"phone": P}, "> Is 65 still fine?", "Budget 70 lakh ho gaya hai.",
    channel="voice", kind="call",
)  # fmt: skip
OTHER = said(
    5, "2026-05-09T10:00:00+05:30", {"phone": Q},
    "Gomti Heights me 2BHK chahiye, parking zaroori hai.", profile={"name": "Imran Khan"},
)  # fmt: skip


async def tell(house: House, *events: dict[str, Any]) -> list[dict[str, Any]]:
    answers = []
    for event in events:
        answer = await house.call("POST", "/v1/interactions", json=event)
        assert answer.status_code in (200, 201), answer.text
        answers.append(answer.json())
    await work_off(house.store)
    return answers


async def get(house: House, path: str, **params: Any) -> Any:
    answer = await house.call("GET", path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def texts_of(house: House) -> dict[tuple[str, str], str]:
    """(interaction, turn) → text, for everything the tenant was told."""
    rows = await ask(
        house.store, "MATCH (i:Interaction {tenant_id: $t})-[:HAS_TURN]->(x) RETURN i.id AS i, x.ref AS n, x.text AS x"
    )
    return {(row["i"], row["n"]): row["x"] for row in rows}


def evidence_in(value: Any) -> list[dict[str, Any]]:
    """Every piece of evidence anywhere in an answer."""
    if isinstance(value, dict):
        mine = [value] if "interaction_id" in value and ("quote" in value or "field" in value) else []
        return mine + [e for part in value.values() for e in evidence_in(part)]
    return [e for part in value for e in evidence_in(part)] if isinstance(value, list) else []


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
    events = [
        said(n, "2026-05-09T10:00:00+05:30", {"phone": f"+9198390{n:05d}"}, "2BHK chahiye.") for n in range(11111, 11118)
    ]
    ids = sorted(a["buyer_id"] for a in await tell(house, *events))
    await tell(house, said(1, "2026-05-10T10:00:00+05:30", {"phone": "+919839011113"}, "Please do not contact me again."))
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
    assert (await get(house, "/v1/recall", q="parking", since="2026-05-05T00:00:00Z"))["items"] == [
        i for i in items if i["buyer_id"] == other["buyer_id"]
    ]
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


# ---------------------------------------------------------------- who is who


async def test_why_and_why_not(house: House) -> None:
    one, _, form = await tell(house, FIRST, MAIL, FORM)
    await tell(house, OTHER)
    same = await get(house, "/v1/identity/why", a="phone:098390 11111", b=f"email:{E.upper()}")
    assert (same["same"], same["buyer_id"], same["blocked_by"]) == (True, one["buyer_id"], None)
    (step,) = same["path"]
    assert (step["a"]["kind"], step["b"]["kind"], step["bits"]) == ("phone", "email", 13.0)
    assert step["interaction_ids"] == [form["interaction_id"]]

    apart = await get(house, "/v1/identity/why", a=f"phone:{P}", b=f"phone:{Q}")
    assert (apart["same"], apart["buyer_id"], apart["path"]) == (False, None, [])
    assert apart["blocked_by"]["rule"] == "no_evidence"
    blocked = await get(house, "/v1/identity/why", a=f"phone:{P}", b="email:noreply@example.in")
    assert blocked["blocked_by"]["rule"] == "blocked"

    consists = await get(house, f"/v1/buyers/{one['buyer_id']}/identity")
    assert {(h["kind"], h["value"], h["to"], h["shared"]) for h in consists["holdings"]} == {
        ("phone", P, None, False),
        ("email", E, None, False),
    }
    (link,) = consists["links"]
    assert link["bits"] == 13.0
    assert link["why"]


async def test_a_judgement_splits_and_taking_it_back_restores(house: House) -> None:
    one, two, _ = await tell(house, FIRST, MAIL, FORM)
    first, second = one["buyer_id"], two["buyer_id"]
    before = await get(house, f"/v1/buyers/{first}/facts")
    sides = {"a": {"kind": "phone", "value": "98390 11111"}, "b": {"kind": "email", "value": E}}
    judged = await house.call("POST", "/v1/judgements", json={**sides, "verdict": "not_same", "reason": "her brother"})
    assert judged.status_code == 200, judged.text
    effect = judged.json()
    assert effect["merged"] == []
    assert [(s["from"], set(s["into"])) for s in effect["split"]] == [(first, {first, second})]
    assert effect["restored"] == [second]
    await work_off(house.store)
    assert (await get(house, f"/v1/buyers/{second}"))["merged_into"] is None
    assert {f["slot"] for f in (await get(house, f"/v1/buyers/{second}/facts"))["items"]} >= {"timeline"}
    reason = (await get(house, "/v1/identity/why", a=f"phone:{P}", b=f"email:{E}"))["blocked_by"]
    assert (reason["rule"], reason["judgement_id"]) == ("not_same", effect["judgement_id"])
    assert (await get(house, "/v1/identity/review"))["items"] == []

    undone = await house.call("DELETE", f"/v1/judgements/{effect['judgement_id']}")
    assert undone.status_code == 200, undone.text
    assert undone.json()["merged"] == [{"into": first, "from": [second]}]
    await work_off(house.store)
    assert await get(house, f"/v1/buyers/{first}/facts") == before
    assert (await get(house, "/v1/identity/why", a=f"phone:{P}", b=f"email:{E}"))["same"] is True
    await assert_verified(house.store)


async def test_what_a_guard_held_back_waits_for_a_person(house: House) -> None:
    crm = {"channel": "crm", "kind": "update"}
    one, two, _ = await tell(
        house,
        said(1, "2026-05-02T10:00:00+05:30", {"crm_id": "C1", "phone": P}, profile={"name": "Asha Verma"}, **crm),
        said(2, "2026-05-03T10:00:00+05:30", {"crm_id": "C2", "email": E}, profile={"name": "Asha Verma"}, **crm),
        said(3, "2026-05-04T10:00:00+05:30", {"phone": P, "email": E}, profile={"name": "Asha Verma"}, channel="web_form"),
    )
    ids = {one["buyer_id"], two["buyer_id"]}
    page = await get(house, "/v1/identity/review")
    (item,) = page["items"]
    assert {item["a"]["buyer_id"], item["b"]["buyer_id"]} == ids
    assert {item["a"]["name"], item["b"]["name"]} == {"Asha Verma"}
    assert "unique" in item["why"]
    assert item["bits"] >= 10
    assert (await get(house, "/v1/identity/review", limit=1))["items"] == [item]
    blocked = (await get(house, "/v1/identity/why", a="crm_id:C1", b="crm_id:C2"))["blocked_by"]
    assert blocked["rule"] == "unique"
    assert len(blocked["edge"]["interaction_ids"]) == 1

    verdict = {"a": item["a"], "b": item["b"], "verdict": "same", "reason": "one person, two records"}
    effect = (await house.call("POST", "/v1/judgements", json=verdict)).json()
    assert effect["merged"] == [{"into": one["buyer_id"], "from": [two["buyer_id"]]}]
    assert effect["split"] == []
    assert (await get(house, "/v1/identity/review"))["items"] == []
    path = (await get(house, "/v1/identity/why", a="crm_id:C1", b="crm_id:C2"))["path"]
    assert [s["a"]["value"] for s in path][0] == "C1"
    assert [s["b"]["value"] for s in path][-1] == "C2"
    assert all(x["b"] == y["a"] for x, y in zip(path, path[1:], strict=False))


async def test_unsure_only_leaves_the_review_list(house: House) -> None:
    crm = {"channel": "crm", "kind": "update"}
    one, two, _ = await tell(
        house,
        said(1, "2026-05-02T10:00:00+05:30", {"crm_id": "C1", "phone": P}, profile={"name": "Asha Verma"}, **crm),
        said(2, "2026-05-03T10:00:00+05:30", {"crm_id": "C2", "email": E}, profile={"name": "Asha Verma"}, **crm),
        said(3, "2026-05-04T10:00:00+05:30", {"phone": P, "email": E}, profile={"name": "Asha Verma"}, channel="web_form"),
    )
    (item,) = (await get(house, "/v1/identity/review"))["items"]
    verdict = {"a": item["a"], "b": item["b"], "verdict": "unsure", "reason": ""}
    effect = (await house.call("POST", "/v1/judgements", json=verdict)).json()
    assert (effect["merged"], effect["split"], effect["restored"]) == ([], [], [])
    assert (await get(house, "/v1/identity/review"))["items"] == []


async def test_a_number_of_two_people_needs_a_buyer_id(house: House) -> None:
    crm = {"channel": "crm", "kind": "update"}
    one, two = await tell(
        house,
        said(1, "2026-05-02T10:00:00+05:30", {"crm_id": "C1", "phone": P}, profile={"name": "Ramesh Kumar"}, **crm),
        said(2, "2026-05-03T10:00:00+05:30", {"crm_id": "C2", "phone": P}, profile={"name": "Sunita Devi"}, **crm),
    )
    assert one["buyer_id"] != two["buyer_id"]
    body = {"a": {"kind": "phone", "value": P}, "b": {"kind": "crm_id", "value": "C2"}, "verdict": "same", "reason": ""}
    refused = await house.call("POST", "/v1/judgements", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/a"
    holdings = (await get(house, f"/v1/buyers/{one['buyer_id']}/identity"))["holdings"]
    assert {(h["kind"], h["shared"]) for h in holdings} == {("phone", True), ("crm_id", False)}
    drawn = await get(house, f"/v1/buyers/{one['buyer_id']}/graph", depth=2)
    assert two["buyer_id"] in {n["id"] for n in drawn["nodes"]}

    allowed = await house.call("POST", "/v1/judgements", json={**body, "a": {"buyer_id": one["buyer_id"]}})
    assert allowed.status_code == 200, allowed.text
    assert allowed.json()["merged"] == [{"into": one["buyer_id"], "from": [two["buyer_id"]]}]
    await work_off(house.store)
    await assert_verified(house.store)


# ---------------------------------------------------------------- tenants, roles, bad input

READS = (
    "/v1/buyers", "/v1/buyers?q=meera", "/v1/buyers?project=Gomti Heights", "/v1/decision-makers",
    "/v1/decision-makers?project=Gomti Heights", "/v1/recall?q=parking", "/v1/identity/review",
)  # fmt: skip


async def test_nothing_leaks_to_another_tenant(house: House, graph: Graph, neo4j: Connection, tmp_path: Path) -> None:
    async with open_house(graph, neo4j, tmp_path / "other") as neighbour:
        assert (await neighbour.call("PUT", "/v1/catalogue", json=CATALOGUE)).status_code == 200
        mine = await tell(house, FIRST, MAIL, FORM, OTHER)
        for path in READS:
            assert (await get(neighbour, path))["items"] == [], path
        theirs = await tell(neighbour, FIRST, MAIL, FORM, OTHER)
        ids = {a["buyer_id"] for a in mine}, {a["buyer_id"] for a in theirs}
        assert not ids[0] & ids[1]
        for path in READS:
            for who, other in ((house, theirs), (neighbour, mine)):
                told = str(await get(who, path))
                foreign = [a[k] for a in other for k in ("buyer_id", "interaction_id")]
                assert not any(i in told for i in foreign), path
        for part in ("", "/timeline", "/facts", "/graph?depth=3", "/decision-map", "/identity"):
            assert (await house.call("GET", f"/v1/buyers/{theirs[0]['buyer_id']}{part}")).status_code == 404, part
            answer = str(await get(house, f"/v1/buyers/{mine[0]['buyer_id']}{part}"))
            assert not any(a["buyer_id"] in answer or a["interaction_id"] in answer for a in theirs), part
        empty = await house.call("GET", "/v1/recall", params={"q": "parking", "buyer_id": theirs[0]["buyer_id"]})
        assert empty.status_code == 404


async def test_reads_need_read_and_decisions_rep(house: House) -> None:
    (one,) = await tell(house, FIRST)
    path = f"/v1/buyers/{one['buyer_id']}"
    ingest, read, rep = [await house.key_with(role) for role in ("ingest", "read", "rep")]
    parts = [f"{path}{p}" for p in ("", "/timeline", "/facts", "/graph", "/decision-map", "/identity")]
    for read_path in (*parts, *READS, f"/v1/identity/why?a=phone:{P}&b=phone:{P}"):
        assert (await house.client.get(read_path, headers=ingest)).status_code == 403, read_path
        assert (await house.client.get(read_path, headers=read)).status_code == 200, read_path
        assert (await house.client.get(read_path, headers=rep)).status_code == 200, read_path
    for decide in (f"{path}/corrections", f"{path}/assign", "/v1/judgements"):
        assert (await house.client.post(decide, headers=read, json={})).status_code == 403, decide
        assert (await house.client.post(decide, headers=rep, json={})).status_code == 422, decide


BAD = [
    ("GET", "/v1/buyers?cursor=nonsense", None, 422, "/query/cursor"),
    ("GET", "/v1/buyers?cursor=%C3%A9%C3%A9", None, 422, "/query/cursor"),
    ("GET", "/v1/buyers?limit=0", None, 422, "/query/limit"),
    ("GET", "/v1/buyers?limit=201", None, 422, "/query/limit"),
    ("GET", "/v1/buyers?limit=many", None, 422, "/query/limit"),
    ("GET", "/v1/buyers?flag=tall", None, 422, "/query/flag"),
    ("GET", "/v1/buyers/nobody", None, 404, None),
    ("GET", "/v1/buyers/nobody/timeline", None, 404, None),
    ("GET", "/v1/buyers/nobody/facts", None, 404, None),
    ("GET", "/v1/buyers/nobody/graph", None, 404, None),
    ("GET", "/v1/buyers/nobody/decision-map", None, 404, None),
    ("GET", "/v1/buyers/nobody/identity", None, 404, None),
    ("GET", "/v1/buyers/nobody?known_at=2026-05-01T00:00:00Z", None, 404, None),
    ("GET", "/v1/buyers/nobody?as_of=yesterday", None, 422, "/query/as_of"),
    ("GET", "/v1/buyers/nobody?known_at=2026-05-01T00:00:00", None, 422, "/query/known_at"),
    ("GET", "/v1/buyers/nobody/graph?depth=4", None, 422, "/query/depth"),
    ("GET", "/v1/buyers/nobody/graph?depth=0", None, 422, "/query/depth"),
    ("GET", "/v1/buyers/nobody/facts?slot=shoe_size", None, 422, "/query/slot"),
    ("GET", "/v1/buyers/nobody/timeline?channel=pigeon", None, 422, "/query/channel"),
    ("GET", "/v1/buyers/nobody/timeline?cursor=W10", None, 422, "/query/cursor"),
    ("GET", "/v1/decision-makers?since=soon", None, 422, "/query/since"),
    ("GET", "/v1/decision-makers?cursor=WzFd", None, 422, "/query/cursor"),
    ("GET", "/v1/recall", None, 422, "/query/q"),
    ("GET", "/v1/recall?q=%20", None, 422, "/query/q"),
    ("GET", "/v1/recall?q=x&buyer_id=nobody", None, 404, None),
    ("GET", "/v1/identity/why?a=phone:1", None, 422, "/query/b"),
    ("GET", "/v1/identity/why?a=098390&b=phone:1", None, 422, "/query/a"),
    ("GET", "/v1/identity/why?a=phone:%2B919839012399&b=phone:%2B919839012398", None, 404, None),
    ("GET", "/v1/identity/review?cursor=WyJhIl0", None, 422, "/query/cursor"),
    ("POST", "/v1/judgements", {"a": {"kind": "phone", "value": "+919839012399"},
     "b": {"kind": "phone", "value": "+919839012398"}, "verdict": "same", "reason": ""}, 404, None),
    ("POST", "/v1/judgements", {"a": {}, "b": {"buyer_id": "x"}, "verdict": "same", "reason": ""}, 422, "/a"),
    ("POST", "/v1/judgements", {"a": {"buyer_id": "x"}, "b": {"buyer_id": "y"}, "verdict": "same"}, 404, None),
    ("POST", "/v1/judgements", {"a": {"buyer_id": "x"}, "b": {"buyer_id": "y"}, "verdict": "maybe"}, 422, "/verdict"),
    ("POST", "/v1/judgements", {"a": {"kind": "phone", "value": "9999999999"}, "b": {"buyer_id": "y"},
     "verdict": "same"}, 422, "/a/value"),
    ("DELETE", "/v1/judgements/none", None, 404, None),
    ("POST", "/v1/buyers/nobody/assign", {"agent_id": "rep-7"}, 404, None),
    ("POST", "/v1/buyers/nobody/assign", {"agent_id": ""}, 422, "/agent_id"),
    ("POST", "/v1/buyers/nobody/corrections", {"slot": "budget", "value": {"max": 1}}, 404, None),
    ("POST", "/v1/buyers/nobody/corrections", {"slot": "budget"}, 422, ""),
]  # fmt: skip


async def test_bad_input_is_answered_with_a_problem(house: House) -> None:
    for method, path, body, status, where in BAD:
        answer = await house.call(method, path, **({"json": body} if body is not None else {}))
        assert answer.status_code == status, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        if where is not None:
            assert where in [e["pointer"] for e in answer.json()["errors"]], (path, answer.text)


async def test_the_same_side_twice_is_refused(house: House) -> None:
    await tell(house, FIRST)
    side = {"kind": "phone", "value": P}
    answer = await house.call("POST", "/v1/judgements", json={"a": side, "b": side, "verdict": "same", "reason": ""})
    assert answer.status_code == 422
