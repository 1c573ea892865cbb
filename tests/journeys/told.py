"""A small story told through the API, for tests of what can be asked about it."""

from typing import Any

from tests.graph.makers import ask, indexed, work_off
from tests.journeys.house import House

P, Q, E = "+919839011111", "+919839022222", "meera.j@example.in"
CATALOGUE = {
    "vertical": "real_estate",
    "projects": [
        {"name": "Gomti Heights", "aliases": ["GH towers"], "locations": ["Gomti Nagar"], "configurations": ["3BHK"]},
        {"name": "Sarita Enclave", "aliases": [], "locations": ["Indira Nagar"], "configurations": ["2BHK"]},
    ],
    "competitors": [{"name": "Riverside Court", "aliases": []}],
}


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
    await indexed(house.store)
    return answers


async def get(house: House, path: str, **params: Any) -> Any:
    answer = await house.call("GET", path, params=params or None)
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
