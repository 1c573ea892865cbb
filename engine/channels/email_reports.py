"""Mails that a machine writes about a mail of ours: not delivered (DSN), read (MDN), complained of (ARF).

They are about the person who got our mail, so nobody speaks in them. RFC 3464, RFC 8098, RFC 5965; and the plain-text
bounce of Gmail, which names the address in X-Failed-Recipients.
"""

from collections.abc import Iterator
from datetime import datetime
from email.message import Message

from engine.channels.email_mail import Mail, addresses, message_id
from engine.channels.reading import happened, mend, present
from engine.model.event import Event, GivenIdentifier
from graph_schema.vocabulary import Channel, Direction, Kind

_ACTION_KIND = {
    "failed": Kind.FAILED,
    "delivered": Kind.DELIVERED,
    "relayed": Kind.DELIVERED,
    "expanded": Kind.DELIVERED,
}

Fields = dict[str, str]


def report_events(message: Message, mail: Mail, *, ref: str, source: str, received_at: datetime) -> list[Event] | None:
    """The events of a report, one a recipient; None when the mail is none."""
    what = str(message.get_param("report-type") or "").strip().lower()
    groups = {part.get_content_type(): list(_groups(part)) for part in message.walk()}
    if "message/disposition-notification" in groups or what == "disposition-notification":
        found = [_read_event(fields) for fields in groups.get("message/disposition-notification", [])[:1]]
    elif "message/feedback-report" in groups or what == "feedback-report":
        found = [_complaint(fields, message) for fields in groups.get("message/feedback-report", [])[:1]]
    elif "message/delivery-status" in groups or what == "delivery-status":
        found = [_delivery(fields) for fields in groups.get("message/delivery-status", []) if _recipient(fields)]
    elif mail.headers.get("x-failed-recipients"):
        found = [(Kind.FAILED, address.email, {}) for address in addresses(mail.headers["x-failed-recipients"])]
    else:
        return None
    of = _original_id(groups)
    return [
        Event(
            ref=ref if n == 0 else f"{ref}:{n}",
            source=source,
            channel=Channel.EMAIL,
            kind=kind,
            direction=Direction.INBOUND if kind in (Kind.UNSUBSCRIBE, Kind.READ) else Direction.OUTBOUND,
            at=happened(mail.date, received_at),
            identifiers=(GivenIdentifier("email", email),) if email else (),
            data=present({"of": of} | data),
        )
        for n, (kind, email, data) in enumerate(found)
    ]


Finding = tuple[Kind, str | None, dict[str, object]]


def _delivery(fields: Fields) -> Finding:
    """A delayed mail is not a failed one."""
    action = fields.get("action", "").lower()
    data: dict[str, object] = {
        "action": action,
        "status": fields.get("status"),
        "reason": fields.get("diagnostic-code"),
    }
    return _ACTION_KIND.get(action, Kind.UPDATE), _recipient(fields), data


def _read_event(fields: Fields) -> Finding:
    """A read receipt; a mail that was deleted unseen is no reading."""
    disposition = fields.get("disposition", "").rpartition(";")[2].strip().lower()
    seen = disposition.startswith(("displayed", "dispatched", "processed"))
    return Kind.READ if seen else Kind.UPDATE, _recipient(fields), {"disposition": disposition}


def _complaint(fields: Fields, message: Message) -> Finding:
    """Reported as spam: the person wants no more mails. Some reporters take the address out."""
    named = addresses(fields.get("original-rcpt-to"))
    email = named[0].email if named else _first_to(message)
    if email and email.lower().startswith("redacted"):
        email = None
    feedback = fields.get("feedback-type", "abuse").lower()
    kind = Kind.UPDATE if feedback == "not-spam" else Kind.UNSUBSCRIBE
    return kind, email, {"opt_out": kind is Kind.UNSUBSCRIBE or None, "reason": "complaint", "feedback": feedback}


def _recipient(fields: Fields) -> str | None:
    given = fields.get("final-recipient") or fields.get("original-recipient") or ""
    found = addresses(given.rpartition(";")[2])
    return found[0].email if found else None


def _groups(part: Message) -> Iterator[Fields]:
    """The field groups of a report part: parsed as messages by the library, or still a text."""
    content = part.get_payload()
    blocks = content if isinstance(content, list) else [part]
    for block in blocks:
        if isinstance(block, Message):
            fields = {name.lower(): mend(" ".join(str(value).split())) for name, value in block.items()}
            text = block.get_payload()
            if not isinstance(text, list):
                fields |= _fields(str(text))
            yield fields


def _fields(text: str) -> Fields:
    pairs = (line.partition(":") for line in text.splitlines()[:200] if ":" in line and not line[:1].isspace())
    return {name.strip().lower(): mend(value.strip()) for name, _, value in pairs}


def _original_id(groups: dict[str, list[Fields]]) -> str | None:
    """The Message-ID of the mail that the report is about."""
    for fields in groups.get("message/disposition-notification", []):
        if found := message_id(fields.get("original-message-id")):
            return found
    for kind in ("message/rfc822", "text/rfc822-headers"):
        for fields in groups.get(kind, []):
            if found := message_id(fields.get("message-id")):
                return found
    return None


def _first_to(message: Message) -> str | None:
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            content = part.get_payload()
            inner = content[0] if isinstance(content, list) and content else None
            found = addresses(str(inner["to"])) if isinstance(inner, Message) and inner["to"] else ()
            return found[0].email if found else None
    return None
