"""One mail as a value, and the event that it is: shared by every provider that hands in mails (MIME, Postmark, …)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any

from engine.channels.email_text import is_automatic, is_forward, is_reply, split_mail, text_from_html
from engine.channels.reading import happened, mend, present
from engine.model.event import Event, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

_ADDRESS = re.compile(r"[^\s<>(),;:\"\[\]@]{1,64}@[^\s<>(),;:\"\[\]@]{1,255}")
_MAX_FORWARDED = 20_000
_MACHINES = frozenset({"mailer-daemon", "postmaster"})


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox; `name` is what stands beside it, or None where that is only an address again."""

    email: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, decoded. `headers` are lower-cased names with their decoded values, the first of each name.

    `enclosed` is the Message-ID of a mail that is attached whole, "" where it has none, None where there is no such
    mail. `attachments` are file names or content types.
    """

    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str | None
    message_id: str | None
    date: datetime | None
    headers: Mapping[str, str]
    text: str | None = None
    html: str | None = None
    stripped: str | None = None
    """The reply alone, where the provider has cut it out."""
    attachments: tuple[str, ...] = ()
    enclosed: str | None = None


def mail_event(mail: Mail, *, ref: str, source: str, received_at: datetime, payload: str) -> Event:
    """The event of an inbound mail: what its writer says, and the text of a mail that they pass on (said by others)."""
    body = (mail.text if mail.text and mail.text.strip() else None) or text_from_html(mail.html or "")
    split = split_mail(body, mail.subject)
    forward = mail.enclosed is not None or bool(split.forwarded) or is_forward(mail.subject)
    own = split_mail(mail.stripped).own if mail.stripped and not forward else split.own
    if not own and not forward and mail.subject and not is_reply(mail.subject):
        own = mail.subject.strip()
    automatic = _is_automatic(mail)
    said = [(Speaker.OTHER if automatic else Speaker.BUYER, own), (Speaker.OTHER, split.forwarded[:_MAX_FORWARDED])]
    data = {
        "subject": mail.subject,
        "in_reply_to": _in_reply_to(mail.headers),
        "cc": [address.email for address in mail.cc],
        "attachments": list(mail.attachments),
        "auto_reply": automatic or None,
        "of": mail.enclosed or None,
    }
    return Event(
        ref=ref,
        source=source,
        channel=Channel.EMAIL,
        kind=Kind.FORWARD if forward and not automatic else Kind.MESSAGE,
        direction=Direction.INBOUND,
        at=happened(mail.date, received_at),
        identifiers=_identifiers(mail),
        profile=Profile(name=mail.sender.name if mail.sender else None),
        turns=tuple(GivenTurn(who, text, f"t{n}") for n, (who, text) in enumerate(_spoken(said), start=1)),
        data=present(data),
        payload=payload,
    )


def mail_payload(mail: Mail) -> dict[str, Any]:
    """What is kept of a mail: headers and texts, and of attachments their names alone."""
    shown = {"headers": dict(mail.headers), "text": mail.text, "html": mail.html, "attachments": list(mail.attachments)}
    return present(shown)


def addresses(header: str | None) -> tuple[Address, ...]:
    """The mailboxes of an address header, raw or decoded.

    The address in angle brackets counts, whatever stands before it (also when that is an address, which strict
    parsers take for the mailbox); encoded words are decoded after the cut, so a comma inside a name cuts nothing.
    """
    found = []
    for piece in _split_addresses(mend(header or "")):
        bracketed = re.findall(r"<([^<>]*)>", piece)
        match = _ADDRESS.search(bracketed[-1] if bracketed else decoded(piece))
        if match is None:
            continue
        comment = re.search(r"\(([^()]*)\)\s*$", piece)
        before = piece.rpartition("<")[0] if bracketed else (comment.group(1) if comment else "")
        found.append(Address(match.group().rstrip("."), display_name(decoded(before))))
    return tuple(found)


def display_name(given: str | None) -> str | None:
    """A name that is one: without quotes, not itself an address, not a link."""
    name = " ".join(mend(given or "").replace('\\"', '"').split()).strip("\"' ")
    return name if name and not _ADDRESS.search(name) and "://" not in name and len(name) <= 200 else None


def decoded(header: str) -> str:
    """A header with its encoded words (RFC 2047) decoded, on one line."""
    try:
        text = str(make_header(decode_header(header)))
    except (HeaderParseError, LookupError, ValueError, TypeError):
        text = header
    return mend(" ".join(text.split()))


def message_id(header: str | None) -> str | None:
    """A message id without its brackets."""
    found = re.search(r"<([^<>\s]+)>", header or "")
    plain = (header or "").strip()
    return found.group(1) if found else (plain if plain and " " not in plain else None)


def _split_addresses(header: str) -> list[str]:
    """Cuts at commas and semicolons outside quotes, brackets and comments."""
    pieces, quoted, depth, piece = [], False, 0, ""
    for char in header:
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "<(":
            depth += 1
        elif not quoted and char in ">)":
            depth = max(0, depth - 1)
        if char in ",;" and not quoted and depth == 0:
            pieces.append(piece)
            piece = ""
        else:
            piece += char
    return [one for one in (*pieces, piece) if one.strip()]


def _identifiers(mail: Mail) -> tuple[GivenIdentifier, ...]:
    """The sender, and where answers are to go unless that is one of the recipients."""
    received = {address.email.lower() for address in (*mail.to, *mail.cc)}
    own = [mail.sender] if mail.sender else []
    own += [address for address in mail.reply_to if address.email.lower() not in received]
    unique = {address.email.lower(): address.email for address in reversed(own)}
    return tuple(GivenIdentifier("email", email) for email in reversed(unique.values()))


def _is_automatic(mail: Mail) -> bool:
    """Out of office and its kin (RFC 3834), and whatever a mail system says of itself."""
    headers = mail.headers
    submitted = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    sender = mail.sender.email.partition("@")[0].lower() if mail.sender else ""
    return (
        submitted != "no"
        or headers.get("precedence", "").strip().lower() == "auto_reply"
        or any(name in headers for name in ("x-autoreply", "x-autorespond", "x-autoresponder"))
        or sender in _MACHINES
        or is_automatic(mail.subject)
    )


def _in_reply_to(headers: Mapping[str, str]) -> str | None:
    return message_id(headers.get("in-reply-to"))


def _spoken(said: Sequence[tuple[Speaker, str]]) -> list[tuple[Speaker, str]]:
    return [(who, text) for who, text in said if text]
