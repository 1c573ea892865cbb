"""HubSpot: notifications as what they say, fetched objects as interactions of their own."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.channels.base import Fetched, with_namespace
from engine.channels.providers import PROVIDERS
from engine.errors import InvalidPayload
from engine.model.event import Fetch
from graph_schema.vocabulary import Channel

DATA = Path(__file__).resolve().parents[2] / "data" / "hubspot"
HUBSPOT = PROVIDERS["hubspot"]


def note(kind: str, prop: str, **more: Any) -> dict[str, Any]:
    data = more.pop("data", {}) | {"change_source": "CRM_UI", "object": "contact"}
    ref = f"9001:contact.propertyChange:30211:1778905920000:501:{prop}"
    return {"ref": ref, "kind": kind, "dir": "internal", "ids": ["crm_id:30211!"], "data": data} | more


def merged(event_id: int, object_id: int, ids: list[str], **data: Any) -> dict[str, Any]:
    return {
        "ref": f"9001:contact.merge:{object_id}:1778905920000:{event_id}:",
        "kind": "merge",
        "dir": "internal",
        "ids": ids,
        "data": data | {"change_source": "CRM_UI", "object": "contact"},
    }


def crm(value: str) -> dict[str, str]:
    return {"kind": "crm_id", "value": value}


CASES: dict[str, list[dict[str, Any]]] = {
    "changes": [
        note("stage_change", "hs_lead_status", data={"stage": "SITE_VISIT_DONE", "property": "hs_lead_status"}),
        note("assignment", "hubspot_owner_id", data={"agent_id": "88"}),
        note("note", "notes", data={"property": "notes"}, turns=["seller: Wants 3BHK, wife decides"]),
        note("update", "budget", data={"answers": {"budget": "65 lakh"}}),
        note(
            "update",
            "mobilephone",
            data={"answers": {"mobilephone": "098390 12345"}},
            ids=["crm_id:30211!", "phone:098390 12345"],
        ),
        note("unsubscribe", "hs_email_optout", data={"opt_out": True, "property": "hs_email_optout"}),
        note("update", "hubspot_owner_id", data={"change": "cleared", "property": "hubspot_owner_id"}),
    ],
    "creation_and_retry": [
        {
            "ref": "9001:contact.creation:30211:1778905920000:501:",
            "kind": "update",
            "dir": "internal",
            "ids": ["crm_id:30211!"],
            "data": {"change": "created", "change_source": "INTEGRATION", "object": "contact"},
        }
    ],
    "merge": [
        merged(501, 30211, ["from crm_id:29007!", "to crm_id:30211!"], **{"from": crm("29007"), "to": crm("30211")}),
        merged(
            502,
            40000,
            ["from crm_id:29008!", "from crm_id:30211!", "to crm_id:40000!"],
            **{"from": [crm("29008"), crm("30211")], "to": crm("40000")},
        ),
    ],
    "generic_and_others": [
        {
            "ref": "9001:object.propertyChange:30211:1778905920000:501:lifecyclestage",
            "kind": "stage_change",
            "dir": "internal",
            "ids": ["crm_id:30211!"],
            "data": {
                "stage": "opportunity",
                "property": "lifecyclestage",
                "change_source": "CRM_UI",
                "object": "contact",
            },
        },
        {
            "ref": "9001:object.creation:700:1778905920000:501:",
            "kind": "update",
            "dir": "internal",
            "data": {"change": "created", "change_source": "CRM_UI", "object": "note"},
        },
        {
            "ref": "9001:deal.propertyChange:800:1778905920000:501:dealstage",
            "kind": "stage_change",
            "dir": "internal",
            "data": {
                "stage": "contractsent",
                "property": "dealstage",
                "change_source": "CRM_UI",
                "object": "deal",
            },
        },
        {
            "ref": "9001:contact.privacyDeletion:30211:1778905920000:501:",
            "kind": "update",
            "dir": "internal",
            "ids": ["crm_id:30211!"],
            "data": {"change": "deleted", "erase": True, "change_source": "CRM_UI", "object": "contact"},
        },
    ],
}


@pytest.mark.parametrize("name", CASES)
def test_notifications(name, parsed, short) -> None:
    outcome = parsed("hubspot", f"{name}.json")
    assert [short(event) for event in outcome.events] == CASES[name]
    assert outcome.unreadable == ()


def test_unreadable_parts_lose_no_others(parsed) -> None:
    outcome = parsed("hubspot", "one_unreadable.json")
    assert [event.data["change"] for event in outcome.events] == ["created"]
    assert len(outcome.unreadable) == 3


def test_what_is_fetched(parsed) -> None:
    events = parsed("hubspot", "changes.json").events
    assert events[0].fetch.path == "crm/v3/objects/contacts/30211"
    assert "mobilephone" in events[0].fetch.params["properties"].split(",")
    assert events[0].agent.id == "userId:4410"
    assert events[2].channel is Channel.CRM_NOTE
    others = parsed("hubspot", "generic_and_others.json").events
    assert others[1].fetch.path == "crm/v3/objects/notes/700"
    assert others[1].fetch.params["associations"] == "contacts"
    assert others[3].fetch is None
    assert parsed("hubspot", "merge.json").events[1].fetch.path == "crm/v3/objects/contacts/40000"


def test_the_request_carries_the_credential_in_a_header() -> None:
    request = HUBSPOT.fetch.request(Fetch("crm/v3/objects/contacts/1", {"properties": "phone"}), {"access_token": "T"})
    assert request.url == "https://api.hubapi.com/crm/v3/objects/contacts/1"
    assert request.params == {"properties": "phone"}
    assert request.headers == {"Authorization": "Bearer T"}
    other = HUBSPOT.fetch.request(Fetch("/a", {}), {"access_token": "T"}, "http://127.0.0.1:9/")
    assert other.url == "http://127.0.0.1:9/a"


def fetched(parsed, name: str, path: str) -> Fetched:
    received_at = parsed("hubspot", "changes.json").events[0].at
    return Fetched("9001:x", "hub", Fetch(path), json.loads((DATA / name).read_text()), received_at)


def test_fetched_contact(parsed, short) -> None:
    event = HUBSPOT.fetch.read(fetched(parsed, "fetched_contact.json", "crm/v3/objects/contacts/30211"))
    assert short(event) == {
        "ref": "9001:x:fetched",
        "kind": "update",
        "dir": "internal",
        "ids": ["crm_id:30211!", "phone:+91 98390 12345", "email:meera.verma@mail.example"],
        "name": "Meera Verma",
        "city": "Lucknow",
        "data": {"answers": {"budget": "65 lakh"}, "stage": "NEW", "agent_id": "88", "object": "contact"},
    }
    assert event.at.isoformat() == "2026-05-16T04:33:00+00:00"


def test_fetched_note_and_deal(parsed, short) -> None:
    event = HUBSPOT.fetch.read(fetched(parsed, "fetched_note.json", "crm/v3/objects/notes/700"))
    assert short(event) == {
        "ref": "9001:x:fetched",
        "kind": "note",
        "dir": "internal",
        "ids": ["crm_id:30211!"],
        "turns": ["seller: Site visit on Sunday.\n\nWife decides & wants parking"],
        "data": {"object": "note"},
    }
    deal = HUBSPOT.fetch.read(fetched(parsed, "fetched_deal_of_two.json", "crm/v3/objects/deals/800"))
    assert (deal.identifiers, deal.kind, deal.data["stage"]) == ((), "stage_change", "contractsent")


@pytest.mark.parametrize(
    ("path", "body"), [("crm/v3/objects/contacts/1", []), ("crm/v3/objects/contacts/1", {}), ("x", {}), ("a/b/c", {})]
)
def test_no_answer_to_what_was_asked(path, body, parsed) -> None:
    received_at = parsed("hubspot", "changes.json").events[0].at
    with pytest.raises(InvalidPayload):
        HUBSPOT.fetch.read(Fetched("r", "hub", Fetch(path), body, received_at))


def test_any_answer_is_read_or_refused(parsed) -> None:
    received_at = parsed("hubspot", "changes.json").events[0].at
    for junk in (None, 5, "x\x00", [], {}, {"contacts": {"results": [None, {"id": 5}, {}]}}):
        for path in ("contacts", "deals", "notes"):
            body = {"id": "1", "properties": {"phone": junk, "hs_note_body": junk}, "updatedAt": junk}
            for changed in (body, body | {"properties": junk}, body | {"associations": junk}):
                fetch = Fetch(f"crm/v3/objects/{path}/1")
                event = HUBSPOT.fetch.read(Fetched("r", "hub", fetch, changed, received_at))
                assert "\x00" not in repr(event.turns) + str(event.payload)


def test_a_source_may_set_a_namespace(parsed) -> None:
    event = with_namespace(parsed("hubspot", "changes.json").events[4], "emea")
    assert [(one.kind, one.namespace) for one in event.identifiers] == [("crm_id", "emea"), ("phone", None)]
