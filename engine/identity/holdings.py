"""One identifier's observations → holdings: whose it was, from when to when, and whose at the same time.

`cut` is a pure function of the set of observations. `absorb.py` gives the same from the summaries alone where nothing
else can move.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.identity.names import compare_sets
from engine.identity.parties import Parties, Tag, group_names, is_person, namespace_of, people, tag_of
from engine.identity.rules import IdentityRules
from engine.identity.weights import is_direct, is_heard
from engine.model.identity import Cut, Holding, Observation
from graph_schema.vocabulary import Direction, Kind, Role

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
    return (
        observation.direction is Direction.INTERNAL
        and observation.kind in _NOTES
        and not tag_of(observation).empty
    )


def closes(observation: Observation) -> bool:
    """Whether the identifier leaves its holder's hands here: a number change from it, a wrong number."""
    if observation.kind is Kind.NUMBER_CHANGE:
        return observation.role is Role.FROM
    return observation.kind is Kind.OUTCOME and observation.outcome == WRONG_NUMBER


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


def cut(observations: Sequence[Observation], rules: IdentityRules) -> tuple[Cut, ...]:
    """The holdings of one identifier, with their observations, earliest recorded first.

    First by time (`closes`, or a gap of 90 days with a contradicting name or unique id), then by party. The same
    for any order of `observations`, which must all be of one identifier.
    """
    cuts = [one for span in _spans(observations, rules) for one in _share_out(span, rules)]
    return tuple(sorted(cuts, key=lambda c: (c.holding.recorded_at, c.holding.position, c.holding.id)))


@dataclass(frozen=True, slots=True)
class _Span:
    """The observations between two cuts in time, in world order."""

    observations: tuple[Observation, ...]
    valid_from: datetime | None
    valid_to: datetime | None


def _spans(observations: Iterable[Observation], rules: IdentityRules) -> list[_Span]:
    """Cut by time: first where the identifier was given up, then at long gaps where somebody else appears."""
    segments: list[list[Observation]] = [[]]
    edges: list[datetime] = []
    for observation in sorted(observations, key=in_world):
        segments[-1].append(observation)
        if closes(observation):
            segments.append([])
            edges.append(observation.at)
    spans: list[_Span] = []
    bounds = [None, *edges, None]
    for segment, start, end in zip(segments, bounds, bounds[1:], strict=False):
        spans += _split_at_gaps(segment, start, end, rules) if segment else []
    return spans


def _split_at_gaps(
    segment: Sequence[Observation], start: datetime | None, end: datetime | None, rules: IdentityRules
) -> list[_Span]:
    firsts = _first_of_another(segment, rules)
    spans: list[_Span] = []
    members: list[Observation] = []
    since = start
    for observation in segment:
        if observation in firsts:
            spans.append(_Span(tuple(members), since, observation.at))
            members, since = [], observation.at
        members.append(observation)
    return [*spans, _Span(tuple(members), since, end)]


def _first_of_another(segment: Sequence[Observation], rules: IdentityRules) -> set[Observation]:
    """The first observations after a long gap beyond which somebody else has the identifier."""
    blocks: list[list[Observation]] = []
    for observation in filter(counts, segment):
        if blocks and observation.at - blocks[-1][-1].at < rules.gap:
            blocks[-1].append(observation)
        else:
            blocks.append([observation])
    found: set[Observation] = set()
    names: set[str] = set()
    ids: set[str] = set()
    for block in blocks:
        tags = [tag_of(o) for o in block]
        new_names = {t.name for t in tags if t.name is not None and is_person(t.name)}
        new_ids = {u for t in tags for u in t.unique_ids}
        if contradicts((names, ids), (new_names, new_ids), rules):
            found.add(block[0])
            names, ids = set(), set()
        names |= new_names
        ids |= new_ids
    return found


def contradicts(a: tuple[set[str], set[str]], b: tuple[set[str], set[str]], rules: IdentityRules) -> bool:
    """Whether the names and unique ids of two times are of different people: nobody of then is there now."""
    if a[1] & b[1]:
        return False
    bits = _best_bits(a[0], b[0], rules)
    if bits <= rules.contradiction_bits:
        return True
    namespaces = {namespace_of(u) for u in a[1]} & {namespace_of(u) for u in b[1]}
    return bool(namespaces) and bits < rules.agreement_bits


def _best_bits(a: set[str], b: set[str], rules: IdentityRules) -> float:
    """The evidence of the two people, one of each time, whose names agree best."""
    then, now = group_names(a, rules)[0], group_names(b, rules)[0]
    return max((compare_sets(x, y).bits for x in then for y in now), default=0.0)


def _share_out(span: _Span, rules: IdentityRules) -> list[Cut]:
    """Cut by party: each observation to the person it names, the unnamed to whoever was there at the time."""
    counting = [o for o in span.observations if counts(o)]
    parties = people({tag_of(o) for o in counting}, rules)
    if parties.crowd:
        return [_summary(span, span.observations, frozenset(), 0, _Traits(generic=True, shared=True, floating=1))]
    placed = _place(span.observations, parties)
    members: dict[int, list[Observation]] = defaultdict(list)
    for observation, (party, _) in placed.items():
        members[party].append(observation)
    floating: dict[int, int] = defaultdict(int)
    anchored: dict[int, set[Observation]] = defaultdict(set)
    for observation, (party, floats) in placed.items():
        floating[party] = max(floating[party], floats)
        if not floats and counts(observation):
            anchored[party].add(observation)
    ranks = {p: max((rank_of(o) for o in anchored[p]), default=UNNAMED) for p in members}
    generic = _generic(span.observations[0].key.kind, parties, ranks, rules)
    order = sorted(members, key=lambda p: min(by_log(o) for o in members[p]))
    return [
        _summary(
            span,
            members[p],
            frozenset(anchored[p]),
            n,
            _Traits(generic=p in generic, shared=len(members) > 1, floating=floating[p], rank=ranks[p]),
        )
        for n, p in enumerate(order)
    ]


def _place(observations: Sequence[Observation], parties: Parties) -> dict[Observation, tuple[int, int]]:
    """Each observation's party, and whether it floats: 0 named, 1 unnamed, 2 what it says fits nobody alone."""
    placed: dict[Observation, tuple[int, int]] = {}
    floats: list[tuple[Observation, tuple[int, ...]]] = []
    anchors: dict[int, list[Observation]] = defaultdict(list)
    for observation in observations:
        fitting = parties.fitting(heeded(observation))
        if len(fitting) == 1:
            placed[observation] = fitting[0], 0
            if counts(observation):
                anchors[fitting[0]].append(observation)
        else:
            floats.append((observation, fitting))
    nearest = _Nearest(anchors)
    for observation, fitting in floats:
        placed[observation] = nearest(observation, fitting), 1 if heeded(observation).empty else 2
    return placed


def heeded(observation: Observation) -> Tag:
    """What is said of whoever holds it; a number that was only heard says nothing of its holder."""
    return Tag(None, ()) if is_heard(observation) else tag_of(observation)


class _Nearest:
    """The party of the named observation nearest in time, of those closest to the person."""

    SELF = -1
    """Who acts from an identifier that only notes put into several people's hands is none of them."""

    def __init__(self, anchors: dict[int, list[Observation]]) -> None:
        self._anchors = anchors
        self._lines: dict[tuple[int, ...], list[tuple[datetime, str, int, int]]] = {}

    def __call__(self, observation: Observation, fitting: tuple[int, ...]) -> int:
        among = fitting or tuple(sorted(self._anchors))
        if not among:
            return 0
        if len(among) == 1:
            return among[0]
        line, rank = self._line(among)
        if not fitting and rank == NOTED and is_direct(observation):
            return self.SELF
        i = bisect_left(line, (*in_world(observation), -1))
        near = line[max(0, i - 1) : i + 1]
        return min(near, key=lambda x: (abs(x[0] - observation.at), x))[3]

    def _line(self, among: tuple[int, ...]) -> tuple[list[tuple[datetime, str, int, int]], int]:
        rank = max(rank_of(o) for p in among for o in self._anchors[p])
        if among not in self._lines:
            self._lines[among] = sorted(
                (*in_world(o), p) for p in among for o in self._anchors[p] if rank_of(o) == rank
            )
        return self._lines[among], rank


def anchors_of(parties: Iterable[tuple[Iterable[str], Iterable[str]]]) -> int:
    """Distinct people on one identifier: (names, unique ids) of each party; two ids of a namespace count twice."""
    total = 0
    for names, unique_ids in parties:
        per_namespace: dict[str, int] = defaultdict(int)
        for unique_id in unique_ids:
            per_namespace[namespace_of(unique_id)] += 1
        total += max([*per_namespace.values(), 1 if any(names) else 0], default=0)
    return total


def _generic(kind: str, parties: Parties, ranks: dict[int, int], rules: IdentityRules) -> set[int]:
    """The parties whose holding binds nothing: all when there are too many, but for the one who acts from it."""
    limit = rules.of(kind).generic_at
    if limit is None or anchors_of((p.names, p.unique_ids) for p in parties.all) < limit:
        return set()
    return set(ranks) - set(owner(ranks))


def owner(ranks: dict[int, int]) -> list[int]:
    """The party that alone acts from the identifier itself, or alone types it where all others are noted."""
    closest = max(ranks.values(), default=UNNAMED)
    found = [p for p, rank in ranks.items() if rank == closest]
    return found if len(found) == 1 and closest >= OWN else []


@dataclass(frozen=True, slots=True)
class _Traits:
    generic: bool
    shared: bool
    floating: int
    rank: int = UNNAMED


def _summary(
    span: _Span, members: Sequence[Observation], anchored: frozenset[Observation], party: int, traits: _Traits
) -> Cut:
    first = min(members, key=by_log)
    seen = [o.at for o in members if counts(o)]
    holding = Holding(
        id=first.minted_id,
        key=first.key,
        recorded_at=first.recorded_at,
        position=first.position,
        party=party,
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        first_at=min(o.at for o in members),
        last_at=max(o.at for o in members),
        last_recorded_at=max(o.recorded_at for o in members),
        names=_distinct(anchored, lambda o: [n] if (n := tag_of(o).name) else []),
        cities=_distinct(anchored, lambda o: [o.city.strip()] if o.city and o.city.strip() else []),
        unique_ids=_distinct(anchored, lambda o: o.unique_ids),
        generic=traits.generic,
        seen_at=max(seen, default=None),
        rank=traits.rank,
        floating=traits.floating,
        shared=traits.shared,
    )
    return Cut(holding, frozenset((o.interaction_id, o.position) for o in members))


def _distinct(
    observations: Iterable[Observation], values: Callable[[Observation], Iterable[str]]
) -> tuple[str, ...]:
    return tuple(sorted({value for o in observations for value in values(o)}))
