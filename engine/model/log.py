"""Entries of the log as identity needs them: versions of one interaction and what each observed."""

from dataclasses import dataclass
from datetime import datetime

from engine.model.identity import IdentifierKey
from graph_schema.vocabulary import Channel, Direction, Kind, Role


@dataclass(frozen=True, slots=True)
class Seen:
    """One OBSERVED edge: an identifier at its position in an event, and the possible buyer id that it minted."""

    position: int
    key: IdentifierKey
    given_kind: str
    role: Role
    verified: bool
    minted_id: str


@dataclass(frozen=True, slots=True)
class Version:
    """One interaction node: the first (`revises` None) or a revision of it. `content_hash` tells a replay."""

    id: str
    revises: str | None
    content_hash: str
    kind: Kind
    channel: Channel
    direction: Direction
    source: str
    at: datetime
    recorded_at: datetime
    observed: tuple[Seen, ...] = ()
    name: str | None = None
    city: str | None = None
    outcome: str | None = None

    @property
    def first_id(self) -> str:
        """The id of the interaction that this is a version of."""
        return self.revises or self.id
