"""Postmark: inbound mails (no `RecordType`) and what became of ours (delivery, bounce, open, click, complaint, …).

`MessageID` is Postmark's own; an inbound mail is named by the RFC header, so that two deliveries of one mail are one
event. There is no signature: basic auth in the webhook's URL.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from engine.channels.base import Delivery, Parsed, Provider, Scheme, Secret, Signature, read_parts
from engine.channels.email_mail import Address, Mail, display_name, mail_event, message_id
from engine.channels.reading import (
    as_object,
    at_iso,
    at_mail,
    happened,
    mend,
    need_text,
    objects,
    present,
    read_json,
    show_json,
    sub,
    text_of,
)
from engine.errors import InvalidPayload
from engine.ids import content_hash
from engine.model.event import Event, GivenIdentifier
from graph_schema.vocabulary import Channel, Direction, Kind

Reader = Callable[[dict[str, Any]], tuple[Kind, dict[str, Any]]]

_TIMES = ("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")
_BUYERS_DEED = frozenset({Kind.OPEN, Kind.CLICK, Kind.UNSUBSCRIBE})
_SOFT = frozenset({"Transient", "AutoResponder", "DnsError", "SoftBounce", "ChallengeVerification"})
"""Bounce types after which Postmark may still deliver, or which bounce nothing."""


def parse(delivery: Delivery, source: str) -> Parsed:
    """The event of one Postmark webhook."""
    body = as_object(read_json(delivery.body), "The body")

    def read(part: dict[str, Any]) -> Iterator[Event]:
        if part.get("RecordType") in (None, "Inbound"):
            yield _inbound(part, source, delivery.received_at)
        else:
            yield _record(part, source, delivery.received_at)

    return read_parts([body], read, show_json)


def _inbound(body: dict[str, Any], source: str, received_at: datetime) -> Event:
    sender = sub(body, "FromFull")
    if not text_of(sender.get("Email")):
        raise InvalidPayload("The mail has no sender.")
    headers: dict[str, str] = {}
    for header in objects(body, "Headers"):
        headers.setdefault(str(header.get("Name")).lower(), text_of(header.get("Value")) or "")
    mail = Mail(
        sender=_address(sender),
        reply_to=tuple(Address(email) for email in _emails(body.get("ReplyTo"))),
        to=_addresses(body, "ToFull"),
        cc=_addresses(body, "CcFull"),
        subject=text_of(body.get("Subject")),
        message_id=message_id(headers.get("message-id")) or text_of(body.get("MessageID")),
        date=at_mail(body.get("Date")) or at_iso(body.get("Date")),
        headers=headers,
        text=text_of(body.get("TextBody")),
        html=text_of(body.get("HtmlBody")),
        stripped=text_of(body.get("StrippedTextReply")),
        attachments=tuple(text_of(one.get("Name")) or "attachment" for one in objects(body, "Attachments")),
    )
    shown = body | {
        "Attachments": [{k: v for k, v in one.items() if k != "Content"} for one in objects(body, "Attachments")]
    }
    return mail_event(
        mail,
        ref=mail.message_id or content_hash(body),
        source=source,
        received_at=received_at,
        payload=show_json(present(shown)),
    )


def _record(body: dict[str, Any], source: str, received_at: datetime) -> Event:
    """What became of a mail of ours; the same record may come again, so its own number or time is in the id."""
    what, of = need_text(body, "RecordType"), need_text(body, "MessageID")
    reader = _RECORDS.get(what)
    if reader is None:
        raise InvalidPayload("A record type that is not documented.")
    kind, data = reader(body)
    stamp = next((text for name in _TIMES if (text := text_of(body.get(name)))), None)
    number = text_of(body.get("ID")) or stamp or ""
    suppressed = body.get("SuppressSending")
    state = "" if suppressed is None else ("off" if suppressed else "on")
    email = text_of(body.get("Recipient")) or text_of(body.get("Email"))
    tag = {"tag": text_of(body.get("Tag")), "stream": text_of(body.get("MessageStream"))}
    return Event(
        ref=":".join(part for part in (of, what, number, state) if part),
        source=source,
        channel=Channel.EMAIL,
        kind=kind,
        direction=Direction.INBOUND if kind in _BUYERS_DEED else Direction.OUTBOUND,
        at=happened(at_iso(stamp), received_at),
        identifiers=(GivenIdentifier("email", email),) if email else (),
        campaign=text_of(sub(body, "Metadata").get("campaign")),
        brief_id=text_of(sub(body, "Metadata").get("brief_id")),
        permit_id=text_of(sub(body, "Metadata").get("permit_id")),
        data=present({"of": of} | data | tag),
        payload=show_json(body),
    )


def _delivery(body: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    del body
    return Kind.DELIVERED, {}


def _bounce(body: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    """An unsubscribe may come as a bounce; an automatic answer or a delay is no failure."""
    what = text_of(body.get("Type")) or ""
    if what in ("Unsubscribe", "SpamComplaint", "SpamNotification", "ManuallyDeactivated"):
        kind = Kind.UNSUBSCRIBE if what in ("Unsubscribe", "SpamComplaint") else Kind.FAILED
        return kind, {"reason": what} | ({"opt_out": True} if kind is Kind.UNSUBSCRIBE else {})
    if what == "Subscribe":
        return Kind.UPDATE, {"reason": what, "opt_out": False}
    return Kind.UPDATE if what in _SOFT else Kind.FAILED, {"reason": what, "detail": text_of(body.get("Details"))}


def _complaint(body: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    del body
    return Kind.UNSUBSCRIBE, {"opt_out": True, "reason": "complaint"}


def _open(body: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    """`ReadSeconds` is 0 where it was not measured."""
    seconds = body.get("ReadSeconds")
    read_for = seconds if isinstance(seconds, int | float) and seconds > 0 else None
    return Kind.OPEN, {"content": text_of(body.get("Subject")), "dwell_s": read_for, "first": body.get("FirstOpen")}


def _click(body: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    link = text_of(body.get("OriginalLink"))
    return Kind.CLICK, {"content": content_of_link(link), "link": link, "where": text_of(body.get("ClickLocation"))}


def _subscription(body: dict[str, Any]) -> tuple[Kind, dict[str, Any]]:
    """Only what the person did themselves is an opt-out: a bounce suppresses too."""
    reason = text_of(body.get("SuppressionReason"))
    if body.get("SuppressSending") is False:
        return Kind.UPDATE, {"opt_out": False, "origin": text_of(body.get("Origin"))}
    if reason == "HardBounce":
        return Kind.FAILED, {"reason": reason}
    why = "complaint" if reason == "SpamComplaint" else reason
    return Kind.UNSUBSCRIBE, {"opt_out": True, "reason": why, "origin": text_of(body.get("Origin"))}


_RECORDS: Mapping[str, Reader] = {
    "Delivery": _delivery,
    "Bounce": _bounce,
    "SpamComplaint": _complaint,
    "Open": _open,
    "Click": _click,
    "SubscriptionChange": _subscription,
}


def content_of_link(link: str | None) -> str | None:
    """What a link shows, by its path: "/a/tower-launch-video.mp4" → "tower launch video"; else the host."""
    if not link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    steps = [_readable(step) for step in parts.path.split("/") if step]
    telling = steps[-1:] if steps and " " in steps[-1] else steps[-2:]
    return " ".join(telling) or parts.netloc or link


def _readable(step: str) -> str:
    name = unquote(step).rsplit(".", 1)[0] if "." in step else unquote(step)
    return mend(" ".join(name.replace("-", " ").replace("_", " ").split()))


def _address(full: Mapping[str, Any]) -> Address:
    return Address(str(full.get("Email")), display_name(text_of(full.get("Name"))))


def _addresses(body: Mapping[str, Any], name: str) -> tuple[Address, ...]:
    return tuple(_address(full) for full in objects(body, name) if text_of(full.get("Email")))


def _emails(value: object) -> list[str]:
    pieces = value.replace(";", ",").split(",") if isinstance(value, str) else []
    return [piece.rpartition("<")[2].strip(" <>") for piece in pieces if "@" in piece]


PROVIDER = Provider(
    name="postmark",
    channel=Channel.EMAIL,
    parse=parse,
    secrets=(Secret("basic_auth", "user:password as they stand in the webhook's URL at Postmark"),),
    signatures=(Signature(Scheme.BASIC, "basic_auth"),),
)
