"""Inbound mail as raw MIME bytes (RFC 5322), as a mail server or a relay pipes it in.

Read with the lenient policy of the standard library: real mails break the rules, and a strict parser would lose them.
"""

import hashlib
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from engine.channels.base import UNREADABLE, Delivery, Parsed, Provider, Scheme, Secret, Signature
from engine.channels.email_mail import Mail, addresses, decoded, mail_event, mail_payload, message_id
from engine.channels.email_reports import report_events
from engine.channels.reading import at_mail, mend, show_json
from engine.errors import InvalidPayload
from graph_schema.vocabulary import Channel

_MAX_PARTS = 200


def parse(delivery: Delivery, source: str) -> Parsed:
    """The event of one mail, or those of a report. Raises InvalidPayload when it is no mail."""
    try:
        message = message_from_bytes(delivery.body)
        mail = mail_of(message)
        if mail.sender is None and mail.message_id is None:
            raise InvalidPayload("The body is not a mail: it has neither a sender nor a message id.")
        ref = mail.message_id or hashlib.sha256(delivery.body).hexdigest()
        payload = show_json(mail_payload(mail))
        reports = report_events(message, mail, ref=ref, source=source, received_at=delivery.received_at)
        if reports:
            return Parsed(tuple(replace(event, payload=payload) for event in reports))
        return Parsed((mail_event(mail, ref=ref, source=source, received_at=delivery.received_at, payload=payload),))
    except InvalidPayload:
        raise
    except (*UNREADABLE, MessageError, IndexError, LookupError, AssertionError) as error:
        raise InvalidPayload(f"The mail cannot be read ({type(error).__name__}).") from None


def mail_of(message: Message) -> Mail:
    """A parsed message as a value."""
    headers: dict[str, str] = {}
    for name, value in message.items():
        headers.setdefault(mend(name.lower()), decoded(str(value)))
    plain, html, attachments, enclosed = _parts(message)
    senders = addresses(_raw(message, "from")) or addresses(_raw(message, "sender"))
    return Mail(
        sender=senders[0] if senders else None,
        reply_to=addresses(_raw(message, "reply-to")),
        to=addresses(_raw(message, "to")),
        cc=addresses(_raw(message, "cc")),
        subject=headers.get("subject") or None,
        message_id=message_id(headers.get("message-id")),
        date=at_mail(headers["date"]) if headers.get("date") else None,
        headers=headers,
        text=plain,
        html=html,
        attachments=attachments,
        enclosed=enclosed,
    )


def _raw(message: Message, name: str) -> str | None:
    values = message.get_all(name)
    return ", ".join(str(value) for value in values) if values else None


def _parts(message: Message) -> tuple[str | None, str | None, tuple[str, ...], str | None]:
    """The first plain and the first HTML text, the names of attachments, the id of a mail enclosed whole."""
    texts: dict[str, str] = {}
    attachments: list[str] = []
    enclosed: str | None = None
    stack, seen = [message], 0
    while stack and seen < _MAX_PARTS:
        part, seen = stack.pop(0), seen + 1
        kind, content = part.get_content_type(), part.get_payload()
        attached = part.get_content_disposition() == "attachment"
        if kind == "message/rfc822":
            inner = content[0] if isinstance(content, list) and content else None
            enclosed = (message_id(str(inner["message-id"] or "")) or "") if isinstance(inner, Message) else ""
        elif isinstance(content, list):
            stack = [one for one in content if isinstance(one, Message)] + stack
        elif kind in ("text/plain", "text/html") and not attached:
            texts.setdefault(kind, _text(part))
        else:
            attachments.append(decoded(str(part.get_filename() or kind)))
    return texts.get("text/plain"), texts.get("text/html"), tuple(attachments), enclosed


def _text(part: Message) -> str:
    body = part.get_payload(decode=True)
    data = body if isinstance(body, bytes) else b""
    try:
        return mend(data.decode(part.get_content_charset() or "utf-8", "replace"))
    except LookupError:
        return mend(data.decode("utf-8", "replace"))


PROVIDER = Provider(
    name="email_raw",
    channel=Channel.EMAIL,
    parse=parse,
    secrets=(
        Secret("basic_auth", "user:password that the relay sends as HTTP basic auth"),
        Secret("token", "a bearer token that the relay sends"),
    ),
    signatures=(
        Signature(Scheme.BASIC, "basic_auth"),
        Signature(Scheme.SHARED_SECRET, "token", ("authorization",), prefix="Bearer "),
    ),
)
