"""What a HubSpot object says when it is fetched: an interaction of its own, its id from the notification's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.channels.base import Fetched
from engine.channels.email_text import text_from_html
from engine.channels.reading import (
    as_object,
    at_iso,
    happened,
    mended,
    need_text,
    objects,
    present,
    show_json,
    sub,
    text_of,
)
from engine.errors import InvalidPayload
from engine.model.event import Agent, Event, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

_PHONES = {"phone": "phone", "mobilephone": "phone", "hs_whatsapp_phone_number": "whatsapp"}
_KNOWN = frozenset({"createdate", "lastmodifieddate", "hs_lastmodifieddate", "hs_object_id", "hs_timestamp"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where an object is fetched and which of its properties are asked for."""

    path: str
    properties: tuple[str, ...]


OBJECTS: Mapping[str, Wanted] = {
    "contact": Wanted(
        "contacts",
        (
            "firstname",
            "lastname",
            "email",
            "phone",
            "mobilephone",
            "hs_whatsapp_phone_number",
            "city",
            "hs_language",
            "lifecyclestage",
            "hs_lead_status",
            "hubspot_owner_id",
            "budget",
            "message",
            "lastmodifieddate",
        ),
    ),
    "deal": Wanted("deals", ("dealname", "dealstage", "amount", "hubspot_owner_id", "hs_lastmodifieddate")),
    "note": Wanted("notes", ("hs_note_body", "hs_timestamp", "hubspot_owner_id")),
}


def read_fetched(fetched: Fetched) -> Event:
    """The event of a fetched contact, deal or note. Raises InvalidPayload when it is none of these."""
    body = as_object(mended(fetched.body), "The answer")
    path = fetched.fetch.path.split("/")
    kinds = {wanted.path: name for name, wanted in OBJECTS.items()}
    what = kinds.get(path[-2]) if len(path) > 1 else None
    if what is None:
        raise InvalidPayload("An object that was not asked for.")
    properties = {name: text for name, value in sub(body, "properties").items() if (text := text_of(value))}
    return {"contact": _contact, "deal": _deal, "note": _note}[what](fetched, body, properties)


def _contact(fetched: Fetched, body: dict[str, Any], properties: dict[str, str]) -> Event:
    """Everything that the CRM knows of the person, at the time of its last change."""
    identifiers = [GivenIdentifier("crm_id", need_text(body, "id"), verified=True)]
    identifiers += [GivenIdentifier(kind, properties[name]) for name, kind in _PHONES.items() if name in properties]
    if "email" in properties:
        identifiers.append(GivenIdentifier("email", properties["email"]))
    name = " ".join(properties[part] for part in ("firstname", "lastname") if part in properties) or None
    taken = {*_PHONES, *_KNOWN, "email", "firstname", "lastname", "city", "hs_language"}
    taken |= {"hubspot_owner_id", "lifecyclestage", "hs_lead_status"}
    data = {
        "answers": {label: value for label, value in properties.items() if label not in taken},
        "stage": properties.get("hs_lead_status") or properties.get("lifecyclestage"),
        "agent_id": properties.get("hubspot_owner_id"),
        "object": "contact",
    }
    return _event(
        fetched,
        body,
        kind=Kind.UPDATE,
        identifiers=tuple(dict.fromkeys(identifiers)),
        data=data,
        profile=Profile(name, properties.get("city"), properties.get("hs_language")),
    )


def _deal(fetched: Fetched, body: dict[str, Any], properties: dict[str, str]) -> Event:
    """A deal's stage concerns the one contact that it hangs on; with several nobody can say whose it is."""
    stage = properties.get("dealstage")
    data = {"stage": stage, "agent_id": properties.get("hubspot_owner_id"), "object": "deal"}
    answers = {label: properties[label] for label in ("amount", "dealname") if label in properties}
    return _event(
        fetched,
        body,
        kind=Kind.STAGE_CHANGE if stage else Kind.UPDATE,
        identifiers=_associated(body),
        data=data | {"answers": answers},
    )


def _note(fetched: Fetched, body: dict[str, Any], properties: dict[str, str]) -> Event:
    """A seller's note; its text is HTML."""
    note = text_from_html(properties.get("hs_note_body", ""))
    owner = properties.get("hubspot_owner_id")
    return _event(
        fetched,
        body,
        kind=Kind.NOTE,
        identifiers=_associated(body),
        data={"object": "note"},
        note=note,
        agent=Agent(owner) if owner else None,
        at=properties.get("hs_timestamp"),
    )


def _event(
    fetched: Fetched,
    body: dict[str, Any],
    *,
    kind: Kind,
    identifiers: tuple[GivenIdentifier, ...],
    data: dict[str, Any],
    profile: Profile | None = None,
    note: str | None = None,
    agent: Agent | None = None,
    at: str | None = None,
) -> Event:
    return Event(
        ref=f"{fetched.ref}:fetched",
        source=fetched.source,
        channel=Channel.CRM_NOTE if kind is Kind.NOTE else Channel.CRM,
        kind=kind,
        direction=Direction.INTERNAL,
        at=happened(at_iso(at) or at_iso(body.get("updatedAt")), fetched.received_at),
        identifiers=identifiers,
        profile=profile or Profile(),
        agent=agent,
        turns=(GivenTurn(Speaker.SELLER, note, "t1"),) if note else (),
        data=present(data),
        payload=show_json(body),
    )


def _associated(body: Mapping[str, Any]) -> tuple[GivenIdentifier, ...]:
    contacts = objects(sub(sub(body, "associations"), "contacts"), "results")
    ids = list(dict.fromkeys(text for one in contacts if (text := text_of(one.get("id")))))
    return (GivenIdentifier("crm_id", ids[0], verified=True),) if len(ids) == 1 else ()
