"""Values of identity resolution: observations in, holdings, edges and a partition out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from graph_schema.vocabulary import Channel, Direction, Kind, Role, Verdict


class IdentifierKey(NamedTuple):
    """A normalised identifier. A whatsapp value is the phone of its digits, so its kind here is phone."""

    kind: str
    namespace: str
    value: str


@dataclass(frozen=True, slots=True)
class NormalisedIdentifier:
    """One identifier of an event after normalisation, at its position in the event.

    `given_kind` is the kind as given (whatsapp stays visible here); `blocked` says why it can bind nobody
    (test number, role mailbox, unreadable) or is None. A blocked built-in value has no node in the graph.
    """

    position: int
    key: IdentifierKey
    given_kind: str
    raw: str
    verified: bool
    role: Role
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One interaction named one identifier. All that a cut or an edge needs to know of it.

    `at` is the effective event time (of a revision: the first's). `minted_id` is the possible buyer id of this
    observation; `recorded_at` when the log took it. For a revision that counts, `minted_id` and `recorded_at` are
    the first's where both name the identifier.
    """

    interaction_id: str
    position: int
    key: IdentifierKey
    given_kind: str
    role: Role
    verified: bool
    minted_id: str
    recorded_at: datetime
    at: datetime
    source: str
    channel: Channel
    kind: Kind
    direction: Direction
    name: str | None = None
    city: str | None = None
    unique_ids: tuple[str, ...] = ()
    """Unique ids (kind|namespace|value) named by the same interaction, this one's own included when it is one."""
    outcome: str | None = None
    """The outcome of an outcome event (`wrong_number` cuts), else None."""
    company: tuple[str, ...] = ()
    """Of a portal lead id and a mail address: the numbers (of a lead id also addresses) that its own payload names."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What is kept beside of each holding of a generic identifier, so that one more event through it reads no other.

    `named_from`, `named_to`: its first and last sighting of its `rank` that names the person. `adrift_at`: the last one
    that lies here by time alone and did not come from the identifier itself. `hovering`: the names in it that fit no
    one party alone, sorted. `hinting`: some sighting in it (an outbound one) says a unique id by which nobody is
    known. `unbroken`: no long gap among the sightings of all parties in its time.
    """

    named_from: datetime | None = None
    named_to: datetime | None = None
    adrift_at: datetime | None = None
    hovering: tuple[str, ...] = ()
    hinting: bool = False
    unbroken: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """An identifier in one person's hands for a time.

    `id` is the earliest recorded minted id among its observations, taken at (`recorded_at`, `position`).
    The interval is half-open; None is open. `names`, `cities`, `unique_ids` are the distinct values observed (sorted);
    `last_recorded_at` is the newest log time among its observations. `seen_at` is the last sighting that counts for
    a gap (inbound, or a note with a name or unique id), None when there is none. `rank` says how close its named
    observations are to the person: 2 from the identifier itself, 1 the person's own typing, 0 a note, -1 unnamed.
    `floating`: 1 when some of its observations were placed here by time alone, 2 when what one says fits no one party.
    `shared`: others hold it at the same time.
    """

    id: str
    key: IdentifierKey
    recorded_at: datetime
    position: int
    party: int
    valid_from: datetime | None
    valid_to: datetime | None
    first_at: datetime
    last_at: datetime
    last_recorded_at: datetime
    names: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    unique_ids: tuple[str, ...] = ()
    generic: bool = False
    verified: bool = False
    """Whether any observation in it was verified, or came from the identifier itself."""
    seen_at: datetime | None = None
    rank: int = -1
    floating: int = 0
    shared: bool = False
    traffic: Traffic | None = None
    """Kept where it, or one beside it, is generic."""
    company: tuple[str, ...] = ()
    """Where those of whom nothing is said are told apart by what came beside it: what came with this one."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A holding outside of what is decided, in which an interaction lies too: nothing of it can change."""

    id: str
    key: IdentifierKey
    generic: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """One holding together with the observations that lie in it, as (interaction_id, position)."""

    holding: Holding
    members: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Edge:
    """Evidence that two holdings are one person. `a` < `b` (holding ids).

    `bits` is the strongest co-observation; `sources` the distinct sources; `n` the distinct interactions;
    `hard` a merge asserted by a CRM or a number change asserted by the provider.
    """

    a: str
    b: str
    bits: float
    n: int
    first_at: datetime
    last_at: datetime
    sources: tuple[str, ...] = ()
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision, resolved to the holdings of today. A retraction `retracts` one judgement."""

    id: str
    a: str
    b: str
    verdict: Verdict
    recorded_at: datetime
    by: str = ""
    reason: str = ""
    retracts: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A JUDGED edge as the log has it: it names one observation of each side, by identifier and interaction.

    `holding_a`, `holding_b` are the holdings in which those observations lie as stored, None where they lie in none.
    """

    id: str
    verdict: Verdict
    recorded_at: datetime
    key_a: IdentifierKey
    key_b: IdentifierKey
    observed_a: str
    observed_b: str
    first_a: str | None
    first_b: str | None
    holding_a: str | None
    holding_b: str | None
    by: str = ""
    reason: str = ""
    retracts: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An edge that was not taken, and the rule that forbade it."""

    edge: Edge
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Partition:
    """Who is who: each holding's buyer id, the edges that were taken (a forest), those that were not."""

    buyer_of: dict[str, str]
    accepted: tuple[Edge, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    capped: tuple[str, ...] = ()
    """The earliest recorded holding of each component beyond the cap, in which only hard edges counted."""
    shares: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Pairs of buyer ids that hold one identifier at the same time."""
