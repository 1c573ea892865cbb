"""What is answered fits what OpenAPI says: names, types, times, evidence, over a story that was read and folded."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from api.managed.connect import Connection
from api.schemas import briefs, buyers, decisions, identity
from api.worker import work
from engine.store.session import Graph
from tests.journeys.house import House, open_house

PHONE = {"kind": "phone", "value": "+91 98123 45670", "verified": True}
STORY: list[dict[str, Any]] = [
    {
        "id": "m1",
        "source": "wa",
        "channel": "whatsapp",
        "at": "2026-05-14T10:02:00+05:30",
        "identifiers": [PHONE],
        "profile": {"name": "Kavita Rao"},
        "text": "3BHK chahiye Gomti Nagar me, 65 lakh tak. Parking ki chinta hai.",
    },
    {
        "id": "f1",
        "source": "site",
        "channel": "web_form",
        "at": "2026-05-15T10:02:00+05:30",
        "identifiers": [PHONE, {"kind": "email", "value": "kavita@example.com"}],
        "profile": {"name": "Kavita Rao"},
        "data": {"answers": {"message": "Meri saas dekh lengi tabhi final hoga. Brochure bhej dijiye."}},
    },
    {
        "id": "c1",
        "source": "crm",
        "channel": "crm",
        "kind": "stage_change",
        "at": "2026-05-16T10:02:00+05:30",
        "identifiers": [PHONE],
        "data": {"stage": "Site visit"},
    },
]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
TIMED = {"at", "valid_from", "valid_to", "recorded_at", "superseded_at", "raised_at", "asked_at", "cutoff"}


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        stop = asyncio.Event()
        worker = asyncio.create_task(work(graph, stop))
        await found.call("PUT", "/v1/catalogue", json={"projects": [{"name": "Gomti Heights"}]})
        for event in STORY:
            answer = await found.call("POST", "/v1/interactions?wait=true", json=event)
            assert answer.status_code == 201, answer.text
            assert answer.json()["settled"], "it was not read and folded in time"
        yield found
        stop.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(worker, 10)


def times(part: Any, name: str = "") -> Any:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from times(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from times(value, name)
    elif name in TIMED and isinstance(part, str):
        yield part


async def test_every_answer_fits_its_schema(house: House) -> None:
    known = (await house.call("GET", "/v1/brief", params={"phone": "+919812345670"})).json()
    mine = known["buyer_id"]
    calls: list[tuple[str, type[BaseModel]]] = [
        ("/v1/brief?phone=%2B919812345670", briefs.BriefOut),
        ("/v1/brief?phone=%2B919812345670&audience=bot&format=flat", briefs.FlatOut),
        ("/v1/brief?phone=%2B919812345670&as_of=2026-05-14T23:00:00Z", briefs.BriefOut),
        ("/v1/brief?phone=%2B919812345670&known_at=2027-01-01T00:00:00Z", briefs.BriefOut),
        ("/v1/brief?phone=%2B919800000000", briefs.BriefOut),
        ("/v1/buyers", buyers.BuyersOut),
        ("/v1/buyers?q=Kavita&stage=Site%20visit", buyers.BuyersOut),
        (f"/v1/buyers/{mine}", buyers.BuyerOut),
        (f"/v1/buyers/{mine}/timeline", buyers.TimelineOut),
        (f"/v1/buyers/{mine}/facts?history=true", buyers.FactsOut),
        (f"/v1/buyers/{mine}/facts?slot=budget", buyers.FactsOut),
        (f"/v1/buyers/{mine}/graph?depth=2", buyers.GraphOut),
        (f"/v1/buyers/{mine}/decision-map", buyers.DecisionMapOut),
        (f"/v1/buyers/{mine}/identity", identity.ConsistsOut),
        ("/v1/decision-makers", buyers.DecisionMakersOut),
        ("/v1/recall?q=parking", buyers.RecallOut),
        ("/v1/identity/why?a=phone:%2B919812345670&b=email:kavita@example.com", identity.WhyOut),
        ("/v1/identity/review", identity.ReviewOut),
    ]
    for path, model in calls:
        answer = await house.call("GET", path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        model.model_validate(answer.json())
        found = list(times(answer.json()))
        assert all(TIME.fullmatch(at) for at in found), (path, found)
    assert known["facts"]["budget"]["value"]["max"] == 6500000
    assert (await house.call("GET", "/v1/buyers")).json()["items"][0]["buyer_id"] == mine


async def test_evidence_quotes_the_very_words(house: House) -> None:
    mine = (await house.call("GET", "/v1/brief", params={"phone": "+919812345670"})).json()["buyer_id"]
    entries = (await house.call("GET", f"/v1/buyers/{mine}/timeline")).json()["items"]
    texts = {(e["interaction_id"], t["turn"]): t["text"] for e in entries for t in e["turns"]}
    facts = (await house.call("GET", f"/v1/buyers/{mine}/facts?history=true")).json()["items"]
    assert facts
    for fact in facts:
        assert fact["evidence"], fact["slot"]
        for said in fact["evidence"]:
            if said.get("quote") is not None:
                assert texts[said["interaction_id"], said["turn"]][said["start"] : said["end"]] == said["quote"]
            else:
                assert said["field"]


async def test_a_page_leads_to_the_next_until_the_end(house: House) -> None:
    mine = (await house.call("GET", "/v1/brief", params={"phone": "+919812345670"})).json()["buyer_id"]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await house.call("GET", f"/v1/buyers/{mine}/timeline", params={"limit": 1, "cursor": cursor})).json()
        seen += [entry["interaction_id"] for entry in page["items"]]
        cursor = page["cursor"]
    assert len(seen) == len(set(seen)) == 3
    wrong = await house.call("GET", f"/v1/buyers/{mine}/timeline", params={"cursor": "!!"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/query/cursor")


async def test_what_is_not_there_is_404(house: House) -> None:
    for path in ("", "/timeline", "/facts", "/graph", "/decision-map", "/identity"):
        answer = await house.call("GET", f"/v1/buyers/nobody{path}")
        assert answer.status_code == 404, path


async def test_a_persons_word_outranks(house: House) -> None:
    mine = (await house.call("GET", "/v1/brief", params={"phone": "+919812345670"})).json()["buyer_id"]
    said = {"slot": "budget", "value": {"min": 7000000, "max": 7500000, "currency": "INR"}, "reason": "on the visit"}
    answer = await house.call("POST", f"/v1/buyers/{mine}/corrections", json=said)
    assert answer.status_code == 200, answer.text
    corrected = decisions.CorrectedOut.model_validate(answer.json())
    assert corrected.facts["budget"]["value"] == said["value"]
    assert corrected.facts["budget"]["said_by"] == "correction"
    for wrong in ({}, {"slot": "budget"}, {"slot": "budget", "value": 1, "wrong": True}, {"slot": "aura", "value": 1}):
        assert (await house.call("POST", f"/v1/buyers/{mine}/corrections", json=wrong)).status_code == 422, wrong
    nonsense = (
        {"slot": "intent", "value": "banana"},
        {"slot": "objections", "value": "banana"},
        {"slot": "stakeholders", "value": {"relation": "wife", "role": "king"}},
        {"slot": "promises", "value": {"action": "fly", "owner": "moon"}},
        {"slot": "budget", "value": {"min": 9000000, "max": 10}},
        {"slot": "budget", "value": {"min": -5, "max": -1}},
        {"slot": "contact", "value": "hello"},
        {"slot": "tone", "value": {"foo": 1}},
        {"slot": "products", "value": "x" * 5000},
        {"slot": "timeline", "value": {"by": "soon"}},
        {"slot": "preferences", "value": {"name": "facing", "value": "up"}},
    )
    for wrong in nonsense:
        refused = await house.call("POST", f"/v1/buyers/{mine}/corrections", json=wrong)
        assert refused.status_code == 422, wrong
        assert refused.json()["errors"][0]["pointer"] == "/value", wrong
    gone = {"fact_id": "none", "wrong": True}
    assert (await house.call("POST", f"/v1/buyers/{mine}/corrections", json=gone)).status_code == 404
    given = await house.call("POST", f"/v1/buyers/{mine}/assign", json={"agent_id": "rep-7", "reason": "speaks Awadhi"})
    assert (given.status_code, given.json()["owner"]) == (200, "rep-7")
    brief = (await house.call("GET", "/v1/brief", params={"buyer_id": mine})).json()
    assert brief["facts"]["owner"]["value"] == "rep-7"


async def test_a_judgement_and_its_retraction(house: House) -> None:
    sides = {"a": PHONE, "b": {"kind": "email", "value": "kavita@example.com"}}
    split = await house.call("POST", "/v1/judgements", json={**sides, "verdict": "not_same", "reason": "her sister's"})
    assert split.status_code == 200, split.text
    effect = identity.EffectOut.model_validate(split.json())
    assert len(effect.split) == 1
    back = await house.call("DELETE", f"/v1/judgements/{effect.judgement_id}")
    assert back.json()["merged"][0]["into"] == split.json()["split"][0]["from"]
    for wrong in ({**sides, "verdict": "maybe"}, {"a": {}, "b": sides["b"], "verdict": "same"}):
        assert (await house.call("POST", "/v1/judgements", json=wrong)).status_code == 422
    stranger = {"a": sides["a"], "b": {"kind": "email", "value": "never@example.com"}, "verdict": "same"}
    assert (await house.call("POST", "/v1/judgements", json=stranger)).status_code == 404
