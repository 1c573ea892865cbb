"""The shapes in which providers deliver, around the words of the stories. Times are given with their offset."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery: the name of the source, and the body (a JSON value)."""

    source: str
    body: Any


def _ms(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp() * 1000)


def whatsapp(at: str, message_id: str, phone: str, name: str, content: Json) -> Sent:
    """A WhatsApp Cloud API message; `content` holds type and what the type carries."""
    message = {"from": phone, "id": message_id, "timestamp": str(_ms(at) // 1000), **content}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "915224001100", "phone_number_id": "100200300400"},
        "contacts": [{"profile": {"name": name}, "wa_id": phone}],
        "messages": [message],
    }
    entry = {"id": "500600700800", "changes": [{"field": "messages", "value": value}]}
    return Sent("wa-cloud", {"object": "whatsapp_business_account", "entry": [entry]})


def call(at: str, call_id: str, phone: str, said: list[tuple[str, str]]) -> Sent:
    """A Vapi end-of-call report; `said` are (bot or user, words), ten seconds apart."""
    started = _ms(at)
    messages = [
        {"role": role, "message": words, "time": started + n * 10_000, "secondsFromStart": n * 10.0}
        for n, (role, words) in enumerate(said)
    ]
    message = {
        "type": "end-of-call-report",
        "timestamp": started + len(said) * 10_000,
        "startedAt": at,
        "endedReason": "customer-ended-call",
        "call": {"id": call_id, "type": "inboundPhoneCall", "customer": {"number": f"+{phone}"}},
        "artifact": {"messages": messages},
    }
    return Sent("voice-bot", {"message": message})


def click(at: str, message_id: str, email: str, link: str, campaign: str) -> Sent:
    """A Postmark click."""
    body = {
        "RecordType": "Click",
        "OriginalLink": link,
        "ReceivedAt": at,
        "MessageID": message_id,
        "Recipient": email,
        "Tag": campaign,
        "Metadata": {"campaign": campaign},
    }
    return Sent("mail", body)


def mail(at: str, message_id: str, email: str, name: str, subject: str, text: str) -> Sent:
    """A Postmark inbound mail."""
    body = {
        "FromFull": {"Email": email, "Name": name, "MailboxHash": ""},
        "ToFull": [{"Email": "hello@gomtiheights.example", "Name": "", "MailboxHash": ""}],
        "Subject": subject,
        "MessageID": message_id,
        "Date": datetime.fromisoformat(at).strftime("%a, %d %b %Y %H:%M:%S %z"),
        "TextBody": text,
        "Headers": [{"Name": "Message-ID", "Value": f"<{message_id}@mail.example>"}],
    }
    return Sent("mail", body)


def form(at: str, submission: str, fields: dict[str, str]) -> Sent:
    """A form on our own site."""
    return Sent("website", {"form_id": "register", "submission_id": submission, "data": fields, "submitted_at": at})


def hubspot(at: str, event_id: int, record: int, *changes: tuple[str, str]) -> Sent:
    """HubSpot's notice of a new contact and of properties that were set."""
    common = {"portalId": 7001, "appId": 12, "occurredAt": _ms(at), "attemptNumber": 0, "objectId": record}
    created = {**common, "eventId": event_id, "subscriptionId": 1, "subscriptionType": "contact.creation"}
    changed = [
        {
            **common,
            "eventId": event_id + n,
            "subscriptionId": 2,
            "subscriptionType": "contact.propertyChange",
            "propertyName": name,
            "propertyValue": value,
        }
        for n, (name, value) in enumerate(changes, 1)
    ]
    return Sent("crm", [created, *changed])
