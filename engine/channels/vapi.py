"""Vapi (voice bots): everything stands inside `message`, whose `type` selects.

The end-of-call report is the call. A call that rings, is taken or asks for its assistant (`assistant-request`) is a
ring, one for all that is told of the same call. The other messages (partial transcripts, speech, tool calls) repeat
parts of the report or wait for an answer and become no event: answers are the API's, not given here.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.channels.base import Delivery, Parsed, Provider, Scheme, Secret, Signature, read_parts
from engine.channels.reading import (
    as_object,
    at_iso,
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
from engine.model.event import Agent, Event, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

_REPORT = "end-of-call-report"
_STATUS = "status-update"
_REQUEST = "assistant-request"
_RINGS = frozenset({"ringing", "in-progress"})

_SPEAKERS = {
    "user": Speaker.BUYER,
    "customer": Speaker.BUYER,
    "human": Speaker.BUYER,
    "assistant": Speaker.SELLER,
    "bot": Speaker.SELLER,
    "ai": Speaker.SELLER,
    "agent": Speaker.SELLER,
}
"""By role, in lists and transcripts alike. System prompts and tool calls are spoken by nobody."""

_LABEL = re.compile(r"(?:^|(?<=\s))(AI|Assistant|Bot|Agent|User|Customer|Human):[ \t]*", re.IGNORECASE)
_LINE_LABEL = re.compile(r"^[ \t]*(AI|Assistant|Bot|Agent|User|Customer|Human):[ \t]*", re.IGNORECASE | re.MULTILINE)

_DIRECTION_OF = {
    "inboundPhoneCall": Direction.INBOUND,
    "webCall": Direction.INBOUND,
    "outboundPhoneCall": Direction.OUTBOUND,
}


def parse(delivery: Delivery, source: str) -> Parsed:
    """The call of an end-of-call report, the ring of a status or a request; of other messages nothing."""
    body = as_object(read_json(delivery.body), "The body")
    message = as_object(body.get("message"), "The field message")
    if need_text(message, "type") not in (_REPORT, _STATUS, _REQUEST):
        return Parsed()

    def read(part: dict[str, Any]) -> Iterator[Event]:
        if part["type"] == _REPORT:
            yield _report(part, source, delivery.received_at)
        elif part["type"] == _REQUEST or part.get("status") in _RINGS:
            yield _ring(part, source, delivery.received_at)

    return read_parts([message], read, show_json)


def _report(message: dict[str, Any], source: str, received_at: datetime) -> Event:
    call = sub(message, "call")
    started = _started(message, received_at)
    ended_reason = text_of(message.get("endedReason")) or text_of(call.get("endedReason"))
    machine = ended_reason == "voicemail"
    analysis = sub(message, "analysis") or sub(call, "analysis")
    data = {
        "call_id": need_text(call, "id"),
        "ended_reason": ended_reason,
        "duration_s": _duration(message),
        "recording_url": _recording(message),
        "structured": _structured(analysis.get("structuredData") or message.get("structuredData")),
        "success": analysis.get("successEvaluation"),
    }
    return _event(
        message,
        source,
        ref=f"{data['call_id']}:{_REPORT}",
        kind=Kind.CALL,
        at=started,
        turns=_turns(message, started, machine),
        data=present(data),
        summary=text_of(analysis.get("summary")) or text_of(message.get("summary")),
    )


def _ring(message: dict[str, Any], source: str, received_at: datetime) -> Event:
    """The phone rings, or was taken: somebody should have the brief on the screen."""
    call_id, status = need_text(sub(message, "call"), "id"), text_of(message.get("status")) or "ringing"
    at = happened(_sent_at(message), received_at)
    data = {"call_id": call_id, "status": status}
    return _event(message, source, ref=f"{call_id}:ring", kind=Kind.RING, at=at, data=data)


def _event(
    message: dict[str, Any],
    source: str,
    *,
    ref: str,
    kind: Kind,
    at: datetime,
    data: dict[str, Any],
    turns: tuple[GivenTurn, ...] = (),
    summary: str | None = None,
) -> Event:
    call = sub(message, "call")
    direction = _DIRECTION_OF.get(str(call.get("type")), Direction.INBOUND)
    customer = sub(call, "customer") or sub(message, "customer")
    number = text_of(customer.get("number"))
    identifiers = [GivenIdentifier("phone", number, verified=direction is Direction.INBOUND)] if number else []
    variables = sub(sub(call, "assistantOverrides"), "variableValues") | sub(sub(message, "artifact"), "variableValues")
    return Event(
        ref=ref,
        source=source,
        channel=Channel.VOICE,
        kind=kind,
        direction=direction,
        at=at,
        identifiers=tuple(identifiers),
        profile=Profile(name=text_of(customer.get("name"))),
        agent=_agent(message, call),
        brief_id=text_of(variables.get("brief_id")),
        permit_id=text_of(variables.get("permit_id")),
        turns=turns,
        data=data,
        summary=summary,
        payload=show_json({"message": message}),
    )


def _agent(message: Mapping[str, Any], call: Mapping[str, Any]) -> Agent:
    assistant = sub(message, "assistant") or sub(call, "assistant")
    agent_id = text_of(call.get("assistantId")) or text_of(assistant.get("id")) or "vapi"
    return Agent(agent_id, text_of(assistant.get("name")), "bot")


def _turns(message: Mapping[str, Any], started: datetime, machine: bool) -> tuple[GivenTurn, ...]:
    """The spoken turns: from the list of messages with their offsets, else from the transcript text.

    What a voicemail machine said (`machine`) is not the buyer's word.
    """
    artifact = sub(message, "artifact")
    listed = objects(artifact, "messages") or objects(message, "messages")
    spoken = [
        (speaker, text.strip(), _offset(one, started))
        for one in listed
        if (speaker := _SPEAKERS.get(str(one.get("role")).lower())) and (text := text_of(one.get("message")))
    ]
    if not spoken:
        transcript = text_of(artifact.get("transcript")) or text_of(message.get("transcript")) or ""
        spoken = [(speaker, text, None) for speaker, text in split_transcript(transcript)]
    return tuple(
        GivenTurn(Speaker.OTHER if machine and speaker is Speaker.BUYER else speaker, text, f"t{n}", at)
        for n, (speaker, text, at) in enumerate(spoken, start=1)
    )


def split_transcript(transcript: str) -> list[tuple[Speaker, str]]:
    """A transcript such as "AI: … User: …", one turn a line or all on one line, as (speaker, text)."""
    label = _LINE_LABEL if len(_LINE_LABEL.findall(transcript)) > 1 or "\n" in transcript.strip() else _LABEL
    pieces = label.split(transcript)
    turns = [(_SPEAKERS[role.lower()], text.strip()) for role, text in zip(pieces[1::2], pieces[2::2], strict=True)]
    return [turn for turn in turns if turn[1]]


def _offset(one: Mapping[str, Any], started: datetime) -> datetime | None:
    seconds = one.get("secondsFromStart")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < timedelta.max.days:
        return started + timedelta(seconds=seconds)
    return None


def _started(message: Mapping[str, Any], received_at: datetime) -> datetime:
    """When the call began; else when it ended or was told, less its length."""
    call = sub(message, "call")
    started = at_iso(message.get("startedAt")) or at_iso(call.get("startedAt")) or at_iso(call.get("createdAt"))
    if started is not None:
        return happened(started, received_at)
    ended = at_iso(message.get("endedAt")) or at_iso(call.get("endedAt")) or _sent_at(message)
    length = _duration(message)
    return happened(ended - timedelta(seconds=length or 0) if ended else None, received_at)


def _sent_at(message: Mapping[str, Any]) -> datetime | None:
    stamp = message.get("timestamp")
    return at_iso(stamp) or (at_unix(stamp, per_second=1000) if stamp is not None else None)


def _duration(message: Mapping[str, Any]) -> float | None:
    seconds = message.get("durationSeconds")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < timedelta.max.days:
        return round(float(seconds), 1)
    call = sub(message, "call")
    started = at_iso(message.get("startedAt")) or at_iso(call.get("startedAt"))
    ended = at_iso(message.get("endedAt")) or at_iso(call.get("endedAt"))
    return round((ended - started).total_seconds(), 1) if started and ended and ended >= started else None


def _recording(message: Mapping[str, Any]) -> str | None:
    artifact = sub(message, "artifact")
    recording = sub(artifact, "recording")
    mono = sub(recording, "mono")
    places = (
        artifact.get("recordingUrl"),
        message.get("recordingUrl"),
        recording.get("stereoUrl"),
        mono.get("combinedUrl"),
        artifact.get("stereoRecordingUrl"),
    )
    return next((url for place in places if (url := text_of(place))), None)


def _structured(structured: object) -> dict[str, Any] | None:
    """What the platform itself read out of the call: inference, so it is not among the `answers` of a person."""
    return structured if isinstance(structured, dict) else None


PROVIDER = Provider(
    name="vapi",
    channel=Channel.VOICE,
    parse=parse,
    secrets=(
        Secret("server_secret", "sent by Vapi as bearer token or as X-Vapi-Secret", one_of="proof"),
        Secret("hmac_secret", "the key of Vapi's HMAC credential: SHA-256 over the body, in hex", one_of="proof"),
    ),
    signatures=(
        Signature(Scheme.SHARED_SECRET, "server_secret", ("x-vapi-secret",)),
        Signature(Scheme.SHARED_SECRET, "server_secret", ("authorization",), prefix="Bearer "),
        Signature(Scheme.HMAC, "hmac_secret", ("x-vapi-signature", "x-signature")),
        Signature(Scheme.HMAC, "hmac_secret", ("x-vapi-signature", "x-signature"), prefix="sha256="),
    ),
)
