"""What queries about one buyer's graph, and across buyers, bring: nested maps, times as epoch milliseconds."""

from typing import Any, TypedDict

from engine.model.recalled import RecalledEvidence, RecalledStakeholder


class TimelineTurn(TypedDict):
    """One utterance; `turn` is its id within the interaction."""

    turn: str
    speaker: str
    at_ms: int
    text: str


class TimelineSignal(TypedDict):
    """One thing read, with the set fields of its value."""

    id: str
    slot: str
    op: str
    origin: str
    speaker: str
    confidence: float
    value: dict[str, object]
    evidence: RecalledEvidence


class TimelineRow(TypedDict):
    """One interaction as it counts."""

    interaction: dict[str, Any]
    turns: list[TimelineTurn]
    signals: list[TimelineSignal]


class Decider(TypedDict):
    """A person with a part in one buyer's decision."""

    stakeholder: RecalledStakeholder
    since_ms: int
    buyer_id: str
    buyer_name: str | None
    known_as: list[str]
    also_with: list[str]


class DealPart(TypedDict):
    """What part a person has in one open deal."""

    buyer_id: str
    buyer_name: str | None
    stakeholder_id: str
    name: str | None
    relation: str | None
    role: str
    condition: str | None
    heard: bool


class FirstToWin(TypedDict):
    """A person across open deals: of how many they have a part, how many hang on their yes, and wait for it unheard."""

    number: str | None
    deals: int
    hang: int
    wait: int
    parts: list[DealPart]
    known_as: list[str]


class Place(TypedDict):
    """Where buyers meet: an identifier has kind and value, a project and a competitor have a name.

    Of a stakeholder's identifier `name` is the stakeholder's id.
    """

    id: str
    kind: str | None
    value: str | None
    name: str | None


class Neighbours(TypedDict):
    """Who else is at a place: some by id and name, all of them counted."""

    label: str
    place: Place
    met: list[dict[str, str | None]]
    others: int


class MeetingPlace(TypedDict):
    """A place of another buyer, and how they are tied to it."""

    buyer_id: str
    type: str
    label: str
    place: Place


class Hit(TypedDict):
    """A turn that a search found; `before` and `after` are its neighbours {turn, speaker, text}, of another interaction
    with its id; `topics` what was read in it: slots, categories, relations.
    """

    interaction_id: str
    turn: str
    at_ms: int
    channel: str
    speaker: str
    text: str
    topics: list[str | None]
    score: float
    buyer_id: str | None
    before: dict[str, str] | None
    after: dict[str, str] | None
