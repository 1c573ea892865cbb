"""What a caller or a provider's adapter hands in: one event, before anything is normalised or recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph_schema.vocabulary import Channel, Direction, Kind, Role, Speaker


@dataclass(frozen=True, slots=True)
class GivenIdentifier:
    """An identifier as written. `namespace` None: the default of its kind. `verified`: the source vouches for it."""

    kind: str
    value: str
    namespace: str | None = None
    verified: bool = False
    role: Role = Role.SELF


@dataclass(frozen=True, slots=True)
class Profile:
    """What the source says of the person beside the identifiers."""

    name: str | None = None
    city: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acted for the seller. `kind`: rep, bot or system."""

    id: str
    name: str | None = None
    kind: str = "rep"


@dataclass(frozen=True, slots=True)
class Handoff:
    """One agent hands the conversation to another."""

    from_agent: str
    to_agent: str
    type: str


@dataclass(frozen=True, slots=True)
class GivenTurn:
    """One utterance. `at` None: the event's time. `id` None: t1, t2, … by position."""

    speaker: Speaker
    text: str
    id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """A notification that carries ids alone asks for the object itself: performed by a task, never inline.

    `path` is relative to the provider's API base; `params` are query parameters.
    """

    path: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One event as given (CONTRACT.md section 2). Times are aware UTC; `ref` is the source's id of the event.

    `data` holds the fields that the kind allows; `payload` is the event's own part of the raw body, never a
    neighbour's, as text. `summary` is the provider's own, where it has one.
    """

    ref: str
    source: str
    channel: Channel
    kind: Kind
    direction: Direction
    at: datetime
    identifiers: tuple[GivenIdentifier, ...] = ()
    profile: Profile = field(default_factory=Profile)
    agent: Agent | None = None
    campaign: str | None = None
    persona: str | None = None
    brief_id: str | None = None
    permit_id: str | None = None
    handoff: Handoff | None = None
    turns: tuple[GivenTurn, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    summary: str | None = None
    payload: str | None = None
    fetch: Fetch | None = None
