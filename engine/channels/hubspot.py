"""HubSpot CRM webhooks: a list of up to 100 notifications, each with ids and at most one changed property.

A notification is recorded as what it says, about the CRM id that it names. What it does not say is fetched by a task
(`Fetch`), and the answer is an interaction of its own (`hubspot_fetched`). `eventId` is not unique, so an event's id
is the compound key of HubSpot's documentation without `attemptNumber`. Both the old form (`contact.propertyChange`)
and the generic one (`object.propertyChange` with `objectTypeId`) are read.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.channels.base import Delivery, Fetcher, Parsed, Provider, Scheme, Secret, Signature, read_parts
from engine.channels.hubspot_fetched import OBJECTS, read_fetched
from engine.channels.reading import at_unix, happened, need_text, present, read_json, show_json, text_of
from engine.errors import InvalidPayload
from engine.model.event import Agent, Event, Fetch, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Role, Speaker

_TYPE_OF_ID = {"0-1": "contact", "0-3": "deal", "0-46": "note"}
_KEY = ("portalId", "subscriptionType", "objectId", "occurredAt", "eventId", "propertyName")

_STAGES = frozenset({"lifecyclestage", "hs_lead_status", "dealstage", "hs_pipeline_stage"})
_OWNERS = frozenset({"hubspot_owner_id"})
_NOTES = frozenset({"notes", "hs_note_body", "hs_body_preview", "lead_notes"})
_IDENTIFIERS = {
    "phone": "phone",
    "mobilephone": "phone",
    "hs_whatsapp_phone_number": "whatsapp",
    "email": "email",
    "hs_google_click_id": "ad_click_id",
    "hs_facebook_click_id": "ad_click_id",
}
_OPT_OUTS = frozenset({"hs_email_optout", "hs_whatsapp_optout", "do_not_contact"})

Content = tuple[Kind, dict[str, Any], str | None]


def parse(delivery: Delivery, source: str) -> Parsed:
    """The event of each notification."""
    body = read_json(delivery.body)
    parts = body if isinstance(body, list) else [body]

    def read(part: Any) -> Iterator[Event]:
        if not isinstance(part, dict):
            raise InvalidPayload("A notification is not an object.")
        yield from _events(part, source, delivery)

    return read_parts(parts, read, show_json)


def _events(part: dict[str, Any], source: str, delivery: Delivery) -> Iterator[Event]:
    what, deed = _subscription(part)
    if what not in OBJECTS or deed not in _DEEDS:
        return
    kind, data, note = _DEEDS[deed](part)
    changed_by = text_of(part.get("sourceId"))
    value = text_of(part.get("propertyValue"))
    data = data | present({"change_source": text_of(part.get("changeSource")), "object": what})
    yield Event(
        ref=":".join(text_of(part.get(name)) or "" for name in _KEY),
        source=source,
        channel=Channel.CRM_NOTE if kind is Kind.NOTE else Channel.CRM,
        kind=kind,
        direction=Direction.INTERNAL,
        at=happened(at_unix(part.get("occurredAt"), per_second=1000), delivery.received_at),
        identifiers=_identifiers(part, what, deed, value),
        profile=_profile(part, value),
        agent=Agent(changed_by) if changed_by and changed_by.startswith("userId:") else None,
        turns=(GivenTurn(Speaker.SELLER, note, "t1"),) if note else (),
        data=data,
        payload=show_json({name: part[name] for name in part if name != "attemptNumber"}),
        fetch=_fetch(part, what, deed),
    )


def _subscription(part: Mapping[str, Any]) -> tuple[str, str]:
    what, _, deed = need_text(part, "subscriptionType").partition(".")
    if what == "object":
        what = _TYPE_OF_ID.get(str(part.get("objectTypeId")), "")
    return what, deed


def _creation(part: Mapping[str, Any]) -> Content:
    del part
    return Kind.UPDATE, {"change": "created"}, None


def _deletion(part: Mapping[str, Any]) -> Content:
    """The record is gone; what was said stays. A privacy deletion asks for more than that: it is marked."""
    private = need_text(part, "subscriptionType").endswith("privacyDeletion")
    return Kind.UPDATE, {"change": "deleted"} | ({"erase": True} if private else {}), None


def _property_change(part: Mapping[str, Any]) -> Content:
    """A stage, an owner, a note, an opt-out, else a field with its value."""
    name, value = need_text(part, "propertyName"), text_of(part.get("propertyValue"))
    if name in _STAGES:
        return (Kind.STAGE_CHANGE, {"stage": value, "property": name}, None) if value else _cleared(name)
    if name in _OWNERS:
        return (Kind.ASSIGNMENT, {"agent_id": value}, None) if value else _cleared(name)
    if name in _NOTES and value:
        return Kind.NOTE, {"property": name}, value
    if name in _OPT_OUTS or name.startswith("hs_email_optout_"):
        out = value == "true"
        return (Kind.UNSUBSCRIBE if out else Kind.UPDATE), {"opt_out": out, "property": name}, None
    return (Kind.UPDATE, {"answers": {name: value}}, None) if value else _cleared(name)


def _cleared(name: str) -> Content:
    return Kind.UPDATE, {"change": "cleared", "property": name}, None


def _merge(part: Mapping[str, Any]) -> Content:
    """Two records became one: `primaryObjectId` is the one that stays."""
    old, new = [_crm(one) for one in _merged_ids(part)], _crm(_survivor(part))
    return Kind.MERGE, {"from": old if len(old) > 1 else old[0], "to": new}, None


_DEEDS: Mapping[str, Callable[[Mapping[str, Any]], Content]] = {
    "creation": _creation,
    "propertyChange": _property_change,
    "deletion": _deletion,
    "privacyDeletion": _deletion,
    "merge": _merge,
}
"""What is read; restores and changed associations say nothing of a buyer that a fetch does not bring."""


def _identifiers(part: Mapping[str, Any], what: str, deed: str, value: str | None) -> tuple[GivenIdentifier, ...]:
    """A contact's CRM id, and the identifier that was changed; of deals and notes the fetch brings the contact."""
    if what != "contact":
        return ()
    if deed == "merge":
        ends = [GivenIdentifier("crm_id", one, verified=True, role=Role.FROM) for one in _merged_ids(part)]
        return (*ends, GivenIdentifier("crm_id", _survivor(part), verified=True, role=Role.TO))
    own = GivenIdentifier("crm_id", need_text(part, "objectId"), verified=True)
    kind = _IDENTIFIERS.get(str(part.get("propertyName")))
    return (own, GivenIdentifier(kind, value)) if kind and value else (own,)


def _survivor(part: Mapping[str, Any]) -> str:
    return text_of(part.get("newObjectId")) or text_of(part.get("primaryObjectId")) or need_text(part, "objectId")


def _merged_ids(part: Mapping[str, Any]) -> list[str]:
    """The records that went into the survivor; where a third one was made, the primary too."""
    given = part.get("mergedObjectIds")
    ids = [text_of(one) for one in (given if isinstance(given, list) else [])] + [text_of(part.get("primaryObjectId"))]
    merged = list(dict.fromkeys(one for one in ids if one and one != _survivor(part)))
    if not merged:
        raise InvalidPayload("A merge that names no merged record.")
    return merged


def _crm(value: str) -> dict[str, str]:
    return {"kind": "crm_id", "value": value}


def _profile(part: Mapping[str, Any], value: str | None) -> Profile:
    city = value if part.get("propertyName") == "city" else None
    language = value if part.get("propertyName") == "hs_language" else None
    return Profile(city=city, language=language)


def _fetch(part: Mapping[str, Any], what: str, deed: str) -> Fetch | None:
    if deed in ("deletion", "privacyDeletion"):
        return None
    wanted = OBJECTS[what]
    record = _survivor(part) if deed == "merge" else need_text(part, "objectId")
    params = {"properties": ",".join(wanted.properties)} | ({"associations": "contacts"} if what != "contact" else {})
    return Fetch(f"crm/v3/objects/{wanted.path}/{record}", params)


PROVIDER = Provider(
    name="hubspot",
    channel=Channel.CRM,
    parse=parse,
    secrets=(
        Secret("client_secret", "the client secret of the HubSpot app, which signs each delivery", required=True),
        Secret("access_token", "a private app's token with crm.objects.contacts.read, to fetch what changed"),
    ),
    signatures=(Signature(Scheme.HUBSPOT_V3, "client_secret", ("x-hubspot-signature-v3",), encoding="base64"),),
    fetch=Fetcher(base_url="https://api.hubapi.com", bearer="access_token", read=read_fetched),
)
