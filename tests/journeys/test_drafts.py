"""A message to a buyer over HTTP: what was said is named, the concern answered, the promise kept, and nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.managed.connect import Connection
from api.schemas.drafts import DraftChannel, DraftOut, Purpose
from engine.brief.drafts import CHANNELS, PURPOSES
from engine.store.session import Graph
from tests.journeys.house import House, open_house
from tests.journeys.told import CATALOGUE, FIRST, FORM, MAIL, P, evidence_in, said, tell, texts_of

TEAM = [{"id": "rep-7", "name": "Asha", "active": True}]


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        assert (await found.call("PUT", "/v1/catalogue", json={**CATALOGUE, "team": TEAM})).status_code == 200
        yield found


async def drafted(house: House, buyer_id: str, **body: Any) -> Any:
    answer = await house.call("POST", f"/v1/buyers/{buyer_id}/draft", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == DraftOut.model_validate(answer.json()).model_dump(exclude_unset=True)
    return answer.json()


async def refused(house: House, buyer_id: str, **body: Any) -> Any:
    answer = await house.call("POST", f"/v1/buyers/{buyer_id}/draft", json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()


def test_the_call_takes_what_the_engine_writes() -> None:
    assert DraftChannel.__args__ == CHANNELS  # type: ignore[attr-defined]
    assert Purpose.__args__ == PURPOSES  # type: ignore[attr-defined]


async def test_a_draft_names_what_was_said_with_its_evidence(house: House) -> None:
    one, _, two = await tell(house, FIRST, MAIL, FORM)
    found = await drafted(house, two["buyer_id"], channel="email", purpose="follow_up", agent_id="rep-7")
    assert found["language"] == "hinglish", "as she writes herself"
    assert "Gomti Nagar mein 3BHK" in found["subject"]
    assert found["text"].startswith("Namaste Meera Joshi,\n\nAapne bataya tha ki aapko Gomti Nagar mein")
    assert found["text"].endswith("Dhanyavaad,\nAsha")
    assert "wife" not in found["text"]
    assert "65" not in found["text"]
    texts = await texts_of(house)
    shown = evidence_in(found["uses"])
    assert shown
    for e in shown:
        if e.get("turn"):
            assert texts[e["interaction_id"], e["turn"]][e["start"] : e["end"]] == e["quote"]
    brief = (await house.call("GET", "/v1/brief", params={"phone": P})).json()
    assert len(brief["recent"]) == 3
    assert one["buyer_id"] == brief["buyer_id"]


async def test_the_tenants_language_where_the_buyers_is_not_known(house: House) -> None:
    answer = await house.call("PUT", "/v1/settings", json={"language": "hi"})
    assert answer.status_code == 200, answer.text
    (told,) = await tell(house, said(1, "2026-05-02T10:00:00+05:30", {"phone": P}, "3BHK flat in Aliganj please."))
    found = await drafted(house, told["buyer_id"], channel="whatsapp", purpose="follow_up")
    assert (found["language"], found["subject"]) == ("hi", None)
    assert found["text"].startswith("नमस्ते,\n\nआपने बताया था कि आपको Aliganj में 3BHK चाहिए।")


async def test_what_cannot_be_written_is_said_clearly(house: House) -> None:
    (told,) = await tell(house, said(1, "2026-05-02T10:00:00+05:30", {"phone": P}, "3BHK flat in Aliganj please."))
    buyer = told["buyer_id"]
    status, problem = await refused(house, buyer, channel="whatsapp", purpose="keep_promise")
    assert (status, problem["detail"]) == (409, "no agreed step with this buyer is open")
    assert (await refused(house, "nobody", channel="whatsapp", purpose="follow_up"))[0] == 404
    for body in (
        {"channel": "sms", "purpose": "follow_up"},
        {"channel": "email", "purpose": "x"},
        {"channel": "email"},
    ):
        status, problem = await refused(house, buyer, **body)
        assert (status, len(problem["errors"])) == (422, 1), body
    await tell(house, said(2, "2026-05-03T10:00:00+05:30", {"phone": P}, "Stop. Please do not contact me again."))
    status, problem = await refused(house, buyer, channel="whatsapp", purpose="follow_up")
    assert (status, problem["detail"]) == (409, "this buyer asked not to be contacted")
    other = await house.key_with("ingest")
    call = await house.client.post(
        f"/v1/buyers/{buyer}/draft", headers=other, json={"channel": "email", "purpose": "revive"}
    )
    assert call.status_code == 403
