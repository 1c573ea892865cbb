"""An interaction as the log holds it: what a reader reads and a timeline shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.model.event import Agent, Handoff, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance; `n` counts from 0 within its interaction, `id` is unique there."""

    id: str
    n: int
    speaker: Speaker
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Interaction:
    """One recorded interaction. `at` is the effective event time (of a revision: the first's), all times aware UTC."""

    id: str
    tenant_id: str
    source: str
    channel: Channel
    kind: Kind
    direction: Direction
    at: datetime
    recorded_at: datetime
    turns: tuple[Turn, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    agent: Agent | None = None
    campaign: str | None = None
    handoff: Handoff | None = None
    summary: str = ""
