"""Who is who over HTTP: why, why not, what people say, what waits for them; and who may ask, and with what."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from api.managed.connect import Connection
from engine.store.session import Graph
from tests.graph.makers import assert_verified, work_off
from tests.journeys.house import House, open_house
from tests.journeys.told import CATALOGUE, FIRST, FORM, MAIL, OTHER, E, P, Q, get, said, tell


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        assert (await found.call("PUT", "/v1/catalogue", json=CATALOGUE)).status_code == 200
        yield found


CRM = {"channel": "crm", "kind": "update"}
ASHA = {"profile": {"name": "Asha Verma"}}
RECORDS = [
    said(1, "2026-05-02T10:00:00+05:30", {"crm_id": "C1", "phone": P}, **CRM, **ASHA),
    said(2, "2026-05-03T10:00:00+05:30", {"crm_id": "C2", "email": E}, **CRM, **ASHA),
    said(3, "2026-05-04T10:00:00+05:30", {"phone": P, "email": E}, channel="web_form", **ASHA),
]
"""Two records of a CRM, tied by a form: one person or two, the uniqueness of its ids forbids to guess."""


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


BROKER = "+919839033333"
LEADS = ["Asha Rao", "Bharat Jain", "Chirag Shah", "Deepa Nair", "Esha Sen", "Farah Khan", "Gopal Iyer", "Hema Das",
         "Indu Roy", "Jatin Puri", "Kiran Bose", "Lalit Garg"]  # fmt: skip


async def test_why_not_says_what_is_no_evidence(house: House) -> None:
    """Though an interaction names both, or one identifier does: never that none does."""
    forms = {"channel": "web_form", "kind": "form"}
    leads = [
        said(n, f"2026-05-{n:02d}T10:00:00+05:30", {"phone": BROKER, "email": f"lead{n}@example.in"}, **forms,
             profile={"name": name})
        for n, name in enumerate(LEADS, 1)
    ]  # fmt: skip
    party = said(30, "2026-05-20T10:00:00+05:30", {}, **CRM)
    party["identifiers"] = [{"kind": "email", "value": f"guest{n}@example.in"} for n in range(26)]
    unnamed = said(33, "2026-05-23T10:00:00+05:30", {"phone": P, "email": E}, **forms)
    records = [said(31 + n, f"2026-05-21T1{n}:00:00+05:30", {"crm_id": f"C{n}", "phone": P}, **CRM) for n in (0, 1)]
    told = await tell(house, *leads, party, *records, unnamed)
    for a, b, rule, seen_in in (
        (f"phone:{BROKER}", "email:lead3@example.in", "generic", told[2]),
        ("email:guest0@example.in", "email:guest1@example.in", "event_cap", told[12]),
        (f"phone:{P}", f"email:{E}", "unnamed", told[15]),
        ("crm_id:C0", "crm_id:C1", "unique", None),
    ):
        answer = await get(house, "/v1/identity/why", a=a, b=b)
        blocked = answer["blocked_by"]
        assert (answer["same"], blocked["rule"]) == (False, rule), answer
        where = blocked["edge"] and blocked["edge"]["interaction_ids"]
        assert where == (seen_in and [seen_in["interaction_id"]])
    far = await get(house, "/v1/identity/why", a="email:guest0@example.in", b="email:guest25@example.in")
    assert far["blocked_by"]["rule"] == "event_cap"


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


async def test_a_retraction_takes_back_one_judgement_alone(house: House) -> None:
    one, two, _ = await tell(house, *RECORDS)
    ids = one["buyer_id"], two["buyer_id"]
    sides = {"a": {"kind": "crm_id", "value": "C1"}, "b": {"kind": "crm_id", "value": "C2"}}

    async def said(verdict: str) -> str:
        answer = await house.call("POST", "/v1/judgements", json={**sides, "verdict": verdict, "reason": ""})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["judgement_id"])

    async def taken_back(judgement_id: str) -> dict[str, Any]:
        answer = await house.call("DELETE", f"/v1/judgements/{judgement_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def are_one() -> bool:
        return bool((await get(house, "/v1/identity/why", a="crm_id:C1", b="crm_id:C2"))["same"])

    first, second = await said("same"), await said("not_same")
    assert not await are_one()
    back = await taken_back(second)
    assert back["merged"] == [{"into": ids[0], "from": [ids[1]]}]
    assert await are_one(), "the first stands again"
    unsure = await said("unsure")
    assert await are_one(), "unsure splits nobody"
    third = await said("not_same")
    nothing = await taken_back(first)
    assert (nothing["merged"], nothing["split"]) == ([], [])
    assert not await are_one(), "the later word stands on"
    assert await taken_back(second) == back, "asked once more, what the first time did"
    await taken_back(third)
    assert not await are_one()
    assert (await get(house, "/v1/identity/review"))["items"] == [], "unsure still settles the review"
    await taken_back(unsure)
    assert len((await get(house, "/v1/identity/review"))["items"]) == 1
    assert (await house.call("DELETE", f"/v1/judgements/{back['judgement_id']}")).status_code == 409
    await work_off(house.store)
    await assert_verified(house.store)


async def test_what_a_guard_held_back_waits_for_a_person(house: House) -> None:
    one, two, _ = await tell(house, *RECORDS)
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
    assert (path[0]["a"]["value"], path[-1]["b"]["value"]) == ("C1", "C2")
    assert all(x["b"] == y["a"] for x, y in pairwise(path))


async def test_unsure_only_leaves_the_review_list(house: House) -> None:
    await tell(house, *RECORDS)
    (item,) = (await get(house, "/v1/identity/review"))["items"]
    verdict = {"a": item["a"], "b": item["b"], "verdict": "unsure", "reason": ""}
    effect = (await house.call("POST", "/v1/judgements", json=verdict)).json()
    assert (effect["merged"], effect["split"], effect["restored"]) == ([], [], [])
    assert (await get(house, "/v1/identity/review"))["items"] == []


async def test_a_number_of_two_people_needs_a_buyer_id(house: House) -> None:
    one, two = await tell(
        house,
        said(1, "2026-05-02T10:00:00+05:30", {"crm_id": "C1", "phone": P}, profile={"name": "Ramesh Kumar"}, **CRM),
        said(2, "2026-05-03T10:00:00+05:30", {"crm_id": "C2", "phone": P}, profile={"name": "Sunita Devi"}, **CRM),
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


async def test_a_shared_number_is_unlinked_from_one_buyer(house: House) -> None:
    one, two = [
        a["buyer_id"]
        for a in await tell(
            house,
            said(1, "2026-05-02T10:00:00+05:30", {"crm_id": "C1", "phone": P}, profile={"name": "Ramesh Kumar"}, **CRM),
            said(2, "2026-05-03T10:00:00+05:30", {"crm_id": "C2", "phone": P}, profile={"name": "Sunita Devi"}, **CRM),
        )
    ]
    hers, ends = {"kind": "phone", "value": P, "buyer_id": two}, {"a": f"phone:{P}", "b": "crm_id:C2"}
    assert (await get(house, "/v1/identity/why", **ends))["buyer_id"] == two
    assert (await get(house, "/v1/identity/why", **ends, a_buyer_id=two))["buyer_id"] == two
    apart = await get(house, "/v1/identity/why", **ends, a_buyer_id=one)
    assert apart["same"] is False, "his is not in her hands"

    body = {"a": hers, "b": {"kind": "crm_id", "value": "C2"}, "verdict": "not_same", "reason": "not her phone"}
    effect = (await house.call("POST", "/v1/judgements", json=body)).json()
    (split,) = effect["split"]
    assert (split["from"], len(split["into"]), effect["merged"]) == (two, 2, [])
    await work_off(house.store)
    kinds = [{h["kind"] for h in (await get(house, f"/v1/buyers/{b}/identity"))["holdings"]} for b in (one, two)]
    assert kinds == [{"crm_id", "phone"}, {"crm_id"}], "hers alone is unlinked"

    refused = await house.call("POST", "/v1/judgements", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/a"), "no longer in her hands"
    for half in ({"kind": "phone", "buyer_id": two}, {"value": P, "buyer_id": two}):
        assert (await house.call("POST", "/v1/judgements", json={**body, "a": half})).status_code == 422
    assert (await house.call("GET", "/v1/identity/why", params={**ends, "a_buyer_id": "nobody"})).status_code == 404
    await house.call("DELETE", f"/v1/judgements/{effect['judgement_id']}")
    await work_off(house.store)
    assert {h["kind"] for h in (await get(house, f"/v1/buyers/{two}/identity"))["holdings"]} == {"crm_id", "phone"}
    await assert_verified(house.store)


TWO_RECORDS = [
    said(1, "2026-05-02T10:00:00+05:30", {"phone": P, "crm_id": "C1"}, "3BHK chahiye, 65 lakh tak.", **CRM),
    said(2, "2026-05-03T10:00:00+05:30", {"phone": P, "crm_id": "C2"}, "Parking ka kya hai?", **CRM),
]
"""One phone in two records of a CRM, nobody named: two people for all that is known."""


async def test_two_records_on_one_phone_become_one_buyer_whole(house: House) -> None:
    one, two = [a["buyer_id"] for a in await tell(house, *TWO_RECORDS)]
    apart = await get(house, "/v1/brief", phone=P)
    assert (apart["ambiguous"], {c["buyer_id"] for c in apart["candidates"]}) == (True, {one, two})

    sides = {"a": {"buyer_id": one}, "b": {"buyer_id": two}}
    effect = (await house.call("POST", "/v1/judgements", json={**sides, "verdict": "same", "reason": "one"})).json()
    assert (effect["merged"], effect["split"]) == ([{"into": one, "from": [two]}], [])
    await work_off(house.store)
    await _is_one(house, one)
    about_the_phone = {"a": {"kind": "phone", "value": P}, "b": {"buyer_id": one}, "verdict": "unsure", "reason": ""}
    refused = await house.call("POST", "/v1/judgements", json=about_the_phone)
    assert refused.json()["errors"] == [{"pointer": "/b", "detail": "is the same as a"}], "one holder: no 422 for whose"

    await house.call("DELETE", f"/v1/judgements/{effect['judgement_id']}")
    await work_off(house.store)
    again = await get(house, "/v1/brief", phone=P)
    assert (again["ambiguous"], again["candidates"]) == (True, apart["candidates"])

    ends = {kind: {"kind": "crm_id", "value": value} for kind, value in (("from", "C2"), ("to", "C1"))}
    merge = said(3, "2026-05-04T10:00:00+05:30", {"crm_id": "C1"}, channel="crm", kind="merge", data=ends)
    await tell(house, merge)
    await _is_one(house, one)
    await assert_verified(house.store)


async def _is_one(house: House, buyer: str) -> None:
    brief = await get(house, "/v1/brief", phone=P)
    assert (brief["ambiguous"], brief["buyer_id"]) == (False, buyer)
    assert sorted((i["kind"], i["value"], i["shared"]) for i in brief["identifiers"]) == [
        ("crm_id", "C1", False), ("crm_id", "C2", False), ("phone", P, False),
    ]  # fmt: skip


# ---------------------------------------------------------------- tenants, roles, bad input

READS = (
    "/v1/buyers", "/v1/buyers?q=meera", "/v1/buyers?project=Gomti Heights", "/v1/decision-makers",
    "/v1/decision-makers?project=Gomti Heights", "/v1/decision-makers/first?project=Gomti Heights",
    "/v1/recall?q=parking", "/v1/identity/review",
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
    ("GET", "/v1/recall?q=", None, 422, "/query/q"),
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
