"""WhatsApp Cloud API (Meta): entry[] x changes[] x (messages | statuses | message_echoes | calls | user_preferences).

Each item of these lists is read by itself, with only its own contact beside it. What a message holds is read by
`whatsapp_content`. Ids: a message's wamid; a status, a call event and a preference add what tells them apart, since
they repeat the id. A wamid holds the phone number: personal, never to be logged.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.channels.base import Delivery, Parsed, Provider, Scheme, Secret, Signature, Unreadable, read_parts
from engine.channels.reading import (
    as_object,
    at_unix,
    happened,
    need_text,
    objects,
    present,
    read_json,
    show_json,
    sub,
    text_of,
)
from engine.channels.signatures import verify_token
from engine.channels.whatsapp_content import Content, content_of, error_list
from engine.channels.whatsapp_people import ends_of, name_of, own_contact, people_of, shown
from engine.errors import InvalidPayload
from engine.model.event import Event, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Role, Speaker

_STATUS_KIND = {
    "sent": Kind.SENT,
    "delivered": Kind.DELIVERED,
    "read": Kind.READ,
    "played": Kind.READ,
    "failed": Kind.FAILED,
}


@dataclass(frozen=True, slots=True)
class _Item:
    """One message, status, echo, call or preference, with the number of ours that it concerns."""

    list_name: str
    body: dict[str, Any]
    contacts: tuple[dict[str, Any], ...]
    metadata: dict[str, Any]
    account: str | None
    source: str
    received_at: datetime


def parse(delivery: Delivery, source: str) -> Parsed:
    """Events of every item of the body. Raises InvalidPayload when the body is not a webhook of this provider."""
    body = as_object(read_json(delivery.body), "The body")
    if not isinstance(body.get("entry"), list):
        raise InvalidPayload("The body has no list of entries.")
    parsed = Parsed()
    for entry in objects(body, "entry"):
        for change in objects(entry, "changes"):
            parsed += _parse_change(entry, change, source, delivery.received_at)
    return parsed


def _parse_change(entry: dict[str, Any], change: dict[str, Any], source: str, received_at: datetime) -> Parsed:
    value = sub(change, "value")
    contacts, metadata = tuple(objects(value, "contacts")), sub(value, "metadata")
    items = [
        _Item(name, body, contacts, metadata, text_of(entry.get("id")), source, received_at)
        for name in _READERS
        for body in objects(value, name)
    ]
    broken = [item for name in _READERS for item in _not_objects(value, name)]
    if not items and not broken and not _about_our_account(change):
        broken = [change]
    unreadable = tuple(Unreadable("There is nothing in it that can be read.", show_json(part)) for part in broken)
    return read_parts(items, _read, _payload) + Parsed(unreadable=unreadable)


def _about_our_account(change: Mapping[str, Any]) -> bool:
    """News of templates, numbers and accounts: nothing that a buyer did."""
    field = change.get("field")
    ours = ("account_", "business_", "message_template_", "phone_number_", "template_", "security", "flows")
    return isinstance(field, str) and field.startswith(ours)


def _not_objects(value: Mapping[str, Any], name: str) -> list[object]:
    found = value.get(name)
    return [item for item in found if not isinstance(item, dict)] if isinstance(found, list) else []


def _read(item: _Item) -> Iterator[Event]:
    yield _READERS[item.list_name](item)


def _message(item: _Item) -> Event:
    """What a buyer wrote, chose, sent or took back."""
    body = item.body
    if body.get("type") == "system":
        return _system(item)
    contact = own_contact(item.contacts, body.get("from"), body.get("from_user_id"))
    content = content_of(body)
    people = people_of(contact, body.get("from"), body.get("from_user_id"), verified=True)
    return _event(
        item,
        ref=need_text(body, "id"),
        content=content,
        direction=Direction.INBOUND,
        identifiers=people + content.identifiers,
        name=name_of(contact),
    )


def _echo(item: _Item) -> Event:
    """What we wrote ourselves, in the WhatsApp Business app beside the API."""
    body = item.body
    contact = own_contact(item.contacts, body.get("to"), body.get("to_user_id"))
    people = people_of(contact, body.get("to"), body.get("to_user_id"))
    ref, content = need_text(body, "id"), content_of(body)
    return _event(item, ref=ref, content=content, direction=Direction.OUTBOUND, identifiers=people)


def _system(item: _Item) -> Event:
    """A new number or user id, or a new security code, of one person."""
    body, system = item.body, sub(item.body, "system")
    what = need_text(system, "type")
    ref = need_text(body, "id")
    if what in ("user_changed_number", "customer_changed_number", "user_changed_user_id"):
        new_number = system.get("wa_id") or system.get("new_wa_id")
        old = ends_of(Role.FROM, body.get("from"), system.get("previous_user_id"))
        new = ends_of(Role.TO, new_number, system.get("user_id"))
        if not old or not new:
            raise InvalidPayload("A changed number without the old or the new one.")
        data = {"from": shown(old[0]), "to": shown(new[0])}
        content = Content(Kind.NUMBER_CHANGE, data=data)
        return _event(item, ref=ref, content=content, direction=Direction.INBOUND, identifiers=old + new)
    contact = own_contact(item.contacts, body.get("from"), body.get("from_user_id"))
    return _event(
        item,
        ref=ref,
        content=Content(Kind.UPDATE, data={"system": what}),
        direction=Direction.INBOUND,
        identifiers=people_of(contact, body.get("from"), body.get("from_user_id"), verified=True),
        name=name_of(contact),
    )


def _status(item: _Item) -> Event:
    """A receipt of a message of ours; each status of a message is an event of its own."""
    body = item.body
    of, status = need_text(body, "id"), need_text(body, "status")
    kind = _STATUS_KIND.get(status)
    if kind is None:
        raise InvalidPayload("A status that is not documented.")
    in_group = body.get("recipient_type") == "group"
    person = body.get("recipient_participant_id") if in_group else body.get("recipient_id")
    user_id = body.get("recipient_participant_user_id") if in_group else body.get("recipient_user_id")
    contact = own_contact(item.contacts, person, user_id)
    data = {
        "of": of,
        "status": status,
        "category": sub(body, "pricing").get("category"),
        "callback_data": text_of(body.get("biz_opaque_callback_data")),
        "errors": error_list(body),
    }
    ref = f"{of}:{status}:{text_of(person) or user_id}" if in_group else f"{of}:{status}"
    return _event(
        item,
        ref=ref,
        content=Content(kind, data=present(data)),
        direction=Direction.OUTBOUND,
        identifiers=people_of(contact, person, user_id),
    )


def _call(item: _Item) -> Event:
    """A call over WhatsApp: `connect` rings, `terminate` ends it."""
    body = item.body
    call, event = need_text(body, "id"), need_text(body, "event")
    kind = {"connect": Kind.RING, "terminate": Kind.CALL}.get(event)
    if kind is None:
        raise InvalidPayload("A call event that is not documented.")
    by_buyer = body.get("direction") != "BUSINESS_INITIATED"
    end = "from" if by_buyer else "to"
    contact = own_contact(item.contacts, body.get(end), body.get(f"{end}_user_id"))
    data = {
        "call_id": call,
        "status": text_of(body.get("status")),
        "duration_s": body.get("duration") if isinstance(body.get("duration"), int) else None,
        "callback_data": text_of(body.get("biz_opaque_callback_data")),
        "errors": error_list(body),
    }
    return _event(
        item,
        ref=f"{call}:{event}",
        content=Content(kind, data=present(data)),
        direction=Direction.INBOUND if by_buyer else Direction.OUTBOUND,
        identifiers=people_of(contact, body.get(end), body.get(f"{end}_user_id"), verified=by_buyer),
        name=name_of(contact) if by_buyer else None,
    )


def _preference(item: _Item) -> Event:
    """The person stopped or resumed marketing messages in WhatsApp's own settings."""
    body = item.body
    person, user_id = body.get("wa_id"), body.get("user_id")
    contact = own_contact(item.contacts, person, user_id)
    value, category = need_text(body, "value"), text_of(body.get("category")) or "marketing_messages"
    kind = {"stop": Kind.UNSUBSCRIBE, "resume": Kind.UPDATE}.get(value)
    if kind is None:
        raise InvalidPayload("A preference that is not documented.")
    who = text_of(person) or need_text(body, "user_id")
    return _event(
        item,
        ref=f"{who}:{category}:{value}:{need_text(body, 'timestamp')}",
        content=Content(kind, data={"category": category, "opt_out": value == "stop"}),
        direction=Direction.INBOUND,
        identifiers=people_of(contact, person, user_id, verified=True),
    )


_READERS: Mapping[str, Callable[[_Item], Event]] = {
    "messages": _message,
    "message_echoes": _echo,
    "statuses": _status,
    "calls": _call,
    "user_preferences": _preference,
}


def _event(
    item: _Item,
    *,
    ref: str,
    content: Content,
    direction: Direction,
    identifiers: tuple[GivenIdentifier, ...],
    name: str | None = None,
) -> Event:
    at = happened(at_unix(item.body.get("timestamp")), item.received_at)
    speaker = Speaker.BUYER if direction is Direction.INBOUND else Speaker.SELLER
    said_by = Speaker.OTHER if content.of_others else speaker
    return Event(
        ref=ref,
        source=item.source,
        channel=Channel.WHATSAPP,
        kind=content.kind,
        direction=direction,
        at=at,
        identifiers=identifiers,
        profile=Profile(name=name),
        campaign=content.campaign,
        turns=(GivenTurn(said_by, content.text, "t1"),) if content.text else (),
        data=content.data,
        payload=_payload(item),
    )


def _payload(item: _Item) -> str:
    """The item and its own contact, never a neighbour's."""
    body = item.body
    ids = [body.get(name) for name in _PERSON_FIELDS]
    contact = next((own for value in ids if (own := own_contact(item.contacts, value, None))), {})
    shown = {"account": item.account, "metadata": item.metadata, "contact": contact, item.list_name: [body]}
    return show_json(present(shown))


_PERSON_FIELDS = (
    "from",
    "from_user_id",
    "to",
    "to_user_id",
    "recipient_participant_id",
    "recipient_participant_user_id",
    "recipient_id",
    "recipient_user_id",
    "wa_id",
    "user_id",
)


def _handshake(delivery: Delivery, secrets: Mapping[str, str]) -> str:
    return verify_token(delivery, secrets["verify_token"])


PROVIDER = Provider(
    name="whatsapp_cloud",
    channel=Channel.WHATSAPP,
    parse=parse,
    secrets=(
        Secret("app_secret", "the app secret of the Meta app, which signs each delivery", required=True),
        Secret("verify_token", "a word of your own, typed into the webhook's settings at Meta", required=True),
    ),
    signatures=(Signature(Scheme.HMAC, "app_secret", ("x-hub-signature-256",), prefix="sha256="),),
    handshake=_handshake,
)
