"""What one observation tells of whoever holds the identifier: whether it counts, ends a holding, how near it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.identity.parties import Tag, tag_of
from engine.identity.weights import is_direct, is_heard
from engine.model.identity import Observation
from graph_schema.vocabulary import Direction, IdentifierKind, Kind, Role

WRONG_NUMBER = "wrong_number"
_NOTES = frozenset({Kind.NOTE, Kind.UPDATE, Kind.STAGE_CHANGE})
DIRECT, OWN, NOTED, UNNAMED = 2, 1, 0, -1
"""How close an observation is to the person: from the identifier itself, their own typing, a note, no name."""


def counts(observation: Observation) -> bool:
    """Whether it can cut a holding or shorten a gap: inbound, or a note that carries a name or a unique id."""
    if is_heard(observation):
        return False
    if observation.direction is Direction.INBOUND:
        return True
    return observation.direction is Direction.INTERNAL and observation.kind in _NOTES and not tag_of(observation).empty


def closes(observation: Observation) -> bool:
    """Whether the identifier leaves its holder's hands here: a number change from it, a wrong number.

    A wrong number says nothing of the mailbox or the CRM record that stand beside the number.
    """
    if observation.kind is Kind.NUMBER_CHANGE:
        return observation.role is Role.FROM
    wrong = observation.kind is Kind.OUTCOME and observation.outcome == WRONG_NUMBER
    return wrong and observation.key.kind == IdentifierKind.PHONE


def rank_of(observation: Observation) -> int:
    """How close a named observation is to the person (2, 1 or 0)."""
    if is_direct(observation):
        return DIRECT
    return OWN if observation.direction is Direction.INBOUND else NOTED


def in_world(observation: Observation) -> tuple[datetime, str, int]:
    """World order."""
    return observation.at, observation.interaction_id, observation.position


def by_log(observation: Observation) -> tuple[datetime, int, str]:
    """The order in which minted ids win: the earliest recorded names the holding."""
    return observation.recorded_at, observation.position, observation.minted_id


def heeded(observation: Observation) -> Tag:
    """What is said of whoever holds it; a number that was only heard says nothing of its holder."""
    return Tag(None, ()) if is_heard(observation) else tag_of(observation)


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """An observation with what a cut asks of it, worked out once. `said` is empty for what was only heard."""

    observation: Observation
    said: Tag
    counts: bool
    rank: int

    @property
    def at(self) -> datetime:
        """The event time."""
        return self.observation.at


def sightings_of(observations: Iterable[Observation]) -> list[Sighting]:
    """In world order; an observation given twice counts once."""
    distinct = {(o.interaction_id, o.position): o for o in observations}
    return [Sighting(o, heeded(o), counts(o), rank_of(o)) for o in sorted(distinct.values(), key=in_world)]
