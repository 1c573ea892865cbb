"""The public event body of CONTRACT.md section 2: parsed JSON → `Event`, and an event → canonical JSON for hashing.

All problems are reported at once, each with its JSON pointer; the details never repeat the input.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from engine.channels.api_body import DATA_OF, MAX_DATA, EventBody, IdentifierBody, TurnBody
from engine.channels.storable import MAX_ERRORS, Problem, pointer_of, storable_text
from engine.errors import InvalidEvent
from engine.model.event import Agent, Event, GivenIdentifier, GivenTurn, Handoff, Profile
from graph_schema.vocabulary import Channel, Direction, IdentifierKind, Kind, Role, Speaker

KIND_OF: Mapping[Channel, Kind] = {
    Channel.WHATSAPP: Kind.MESSAGE,
    Channel.VOICE: Kind.CALL,
    Channel.EMAIL: Kind.MESSAGE,
    Channel.WEB_CHAT: Kind.MESSAGE,
    Channel.WEB_FORM: Kind.FORM,
    Channel.WEB_VISIT: Kind.VISIT,
    Channel.AD_FORM: Kind.FORM,
    Channel.PORTAL: Kind.FORM,
    Channel.CRM: Kind.UPDATE,
    Channel.CRM_NOTE: Kind.NOTE,
    Channel.IN_PERSON: Kind.VISIT,
    Channel.SMS: Kind.MESSAGE,
    Channel.SOCIAL: Kind.MESSAGE,
    Channel.APP: Kind.MESSAGE,
}
"""The kind of an event that names none."""

_INTERNAL = (Channel.CRM, Channel.CRM_NOTE)
_BUILT_IN = frozenset(IdentifierKind)
_DETAILS = {
    "missing": "is required",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "string_type": "must be text",
    "list_type": "must be a list",
    "bool_type": "must be true or false",
    "float_type": "must be a number",
}
Model = TypeVar("Model", bound=BaseModel)


def event_from_json(body: object, *, received_at: datetime, identifier_kinds: frozenset[str] = frozenset()) -> Event:
    """The event that a parsed JSON body states, with every default of the contract.

    `identifier_kinds` are the kinds that the tenant adds to the built-in ones. Raises InvalidEvent whose `errors` are
    (JSON pointer, detail) pairs.
    """
    if not isinstance(body, dict):
        raise InvalidEvent("The event must be a JSON object.", [("", "must be a JSON object")])
    payload = storable_text(body)
    context = {"received_at": received_at, "identifier_kinds": _BUILT_IN | identifier_kinds}
    given, problems = _validate(EventBody, body, context)
    kind = _kind(body)
    data_model = DATA_OF.get(kind) if kind else None
    raw_data = body.get("data")
    data: BaseModel | None = None
    if data_model is not None and (raw_data is None or isinstance(raw_data, dict)):
        data, wrong = _validate(data_model, raw_data or {}, context)
        problems += [(_data_pointer(pointer, raw_data or {}), detail) for pointer, detail in wrong]
    problems += _turn_problems(body) + _size_problems(raw_data)
    if problems or given is None or kind is None:
        raise InvalidEvent("The event is not valid.", problems[:MAX_ERRORS])
    return _event(given, kind, data, payload)


def event_to_json(event: Event, *, received_at: datetime | None = None) -> dict[str, Any]:
    """The event's content as plain JSON values, without payload and fetch: what a replay repeats.

    An event whose source told no time carries the time of its receipt, which differs between deliveries: pass
    `received_at` and such a time is left out.
    """
    content: dict[str, Any] = {
        "id": event.ref,
        "source": event.source,
        "channel": event.channel.value,
        "kind": event.kind.value,
        "direction": event.direction.value,
        "at": None if event.at == received_at else event.at.isoformat(),
        "identifiers": [_identifier_json(given) for given in event.identifiers],
        "profile": _present(asdict(event.profile)),
        "campaign": event.campaign,
        "persona": event.persona,
        "brief_id": event.brief_id,
        "permit_id": event.permit_id,
        "turns": [_turn_json(turn) for turn in event.turns],
        "data": dict(event.data),
        "summary": event.summary,
    }
    if event.agent:
        content["agent"] = _present(asdict(event.agent))
    if event.handoff:
        handoff = event.handoff
        content["handoff"] = {"from": handoff.from_agent, "to": handoff.to_agent, "type": handoff.type}
    return {name: value for name, value in content.items() if value not in (None, {}, [])} | {
        "identifiers": content["identifiers"]
    }


def speaker_of(direction: Direction) -> Speaker:
    """Who speaks in an event of this direction, when nothing else says so."""
    return Speaker.BUYER if direction is Direction.INBOUND else Speaker.SELLER


def _event(given: EventBody, kind: Kind, data: BaseModel | None, payload: str) -> Event:
    direction = given.direction or (Direction.INTERNAL if given.channel in _INTERNAL else Direction.INBOUND)
    return Event(
        ref=given.id,
        source=given.source,
        channel=given.channel,
        kind=kind,
        direction=direction,
        at=given.at,
        identifiers=_identifiers(given, data),
        profile=Profile(given.profile.name, given.profile.city, given.profile.language) if given.profile else Profile(),
        agent=Agent(given.agent.id, given.agent.name, given.agent.kind) if given.agent else None,
        campaign=given.campaign,
        persona=given.persona,
        brief_id=given.brief_id,
        permit_id=given.permit_id,
        handoff=Handoff(given.handoff.from_agent, given.handoff.to_agent, given.handoff.type)
        if given.handoff
        else None,
        turns=_turns(given, speaker_of(direction)),
        data=given.data or {},
        summary=given.summary,
        payload=payload,
    )


def _identifiers(given: EventBody, data: BaseModel | None) -> tuple[GivenIdentifier, ...]:
    """The event's own identifiers, then the ends of a number change or merge in their roles, none twice."""
    ends = [
        _identifier(one, role)
        for role, name in ((Role.FROM, "from_ends"), (Role.TO, "to_ends"))
        for one in _as_list(getattr(data, name, []))
    ]
    named = {(end.kind, end.value, end.namespace) for end in ends}
    own = [_identifier(one, one.role) for one in given.identifiers]
    return tuple(one for one in own if (one.kind, one.value, one.namespace) not in named) + tuple(ends)


def _identifier(body: IdentifierBody, role: Role) -> GivenIdentifier:
    return GivenIdentifier(body.kind, body.value, body.namespace, body.verified, role)


def _turns(given: EventBody, speaker: Speaker) -> tuple[GivenTurn, ...]:
    turns = given.turns or ([TurnBody(text=given.text)] if given.text is not None else [])
    taken = {turn.id for turn in turns}
    return tuple(
        GivenTurn(turn.speaker or speaker, turn.text, turn.id or _free_id(n, taken), turn.at)
        for n, turn in enumerate(turns, start=1)
    )


def _free_id(n: int, taken: set[str | None]) -> str:
    name = f"t{n}"
    while name in taken:
        name += "_"
    return name


def _kind(body: Mapping[str, Any]) -> Kind | None:
    """The kind given or that of the channel; None where neither can be read (which is a problem of its own)."""
    try:
        kind = body.get("kind")
        return Kind(kind) if kind is not None else KIND_OF[Channel(body["channel"])]
    except (ValueError, KeyError, TypeError):
        return None


def _turn_problems(body: Mapping[str, Any]) -> list[Problem]:
    turns = body.get("turns")
    if not isinstance(turns, list):
        return []
    problems: list[Problem] = []
    if turns and body.get("text") is not None:
        problems.append(("/text", "give text or turns, not both"))
    seen: set[str] = set()
    for n, turn in enumerate(turns):
        name = turn.get("id") if isinstance(turn, dict) else None
        if isinstance(name, str) and name in seen:
            problems.append((f"/turns/{n}/id", "this id is used by an earlier turn"))
        elif isinstance(name, str):
            seen.add(name)
    return problems


def _size_problems(data: object) -> list[Problem]:
    too_large = isinstance(data, dict) and len(orjson.dumps(data)) > MAX_DATA
    return [("/data", f"is larger than {MAX_DATA} bytes")] if too_large else []


def _data_pointer(pointer: str, data: Mapping[str, Any]) -> str:
    """Where it stands in the body: an end given as one object has no index."""
    for end in ("from", "to"):
        if isinstance(data.get(end), dict):
            pointer = pointer.replace(f"/{end}/0", f"/{end}", 1)
    return f"/data{pointer}"


def _validate(model: type[Model], value: object, context: dict[str, Any]) -> tuple[Model | None, list[Problem]]:
    try:
        return model.model_validate(value, context=context), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        return None, [(pointer_of(problem["loc"]), _detail(problem["type"], problem["msg"])) for problem in found]


def _detail(kind: str, message: str) -> str:
    return _DETAILS.get(kind) or message.removeprefix("Value error, ").replace("Input should be", "must be")


def _as_list(value: Any) -> list[IdentifierBody]:
    return value if isinstance(value, list) else [value]


def _identifier_json(given: GivenIdentifier) -> dict[str, Any]:
    role = None if given.role is Role.SELF else given.role.value
    shown = {"kind": given.kind, "value": given.value, "namespace": given.namespace, "role": role}
    return _present(shown) | ({"verified": True} if given.verified else {})


def _turn_json(turn: GivenTurn) -> dict[str, Any]:
    at = turn.at.isoformat() if turn.at else None
    return _present({"id": turn.id, "speaker": turn.speaker.value, "at": at, "text": turn.text})


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
